"""Prints, as JSON, what python-keystoneclient learns with version 2.0: run by its own Python.

    keystone_v2.py AUTH_URL USERNAME PASSWORD TENANT
"""
import json
import sys

from keystoneclient.v2_0 import client

auth_url, username, password, tenant = sys.argv[1:]
keystone = client.Client(auth_url=auth_url, username=username, password=password, tenant_name=tenant)
print(json.dumps({
    "token": keystone.auth_token,
    "user": keystone.auth_user_id,
    "tenant": keystone.auth_tenant_id,
    "urls": {kind: keystone.service_catalog.url_for(service_type=kind, endpoint_type="publicURL")
             for kind in ("identity", "compute", "object-store", "image", "account")},
}))
