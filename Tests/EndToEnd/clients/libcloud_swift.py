"""Lists the containers that Apache Libcloud finds: run by its own Python.

    libcloud_swift.py IDENTITY_URL VERSION EMAIL PASSWORD
"""
import sys

from libcloud.storage.drivers.cloudfiles import OpenStackSwiftStorageDriver

url, version, email, password = sys.argv[1:]
more = {"ex_domain_name": "Default"} if version.startswith("3") else {}
driver = OpenStackSwiftStorageDriver(
    email, password, ex_force_auth_url=url, ex_force_auth_version=version, ex_tenant_name=email, region="RegionOne",
    secure=False, **more)
print("\n".join(container.name for container in driver.list_containers()))
