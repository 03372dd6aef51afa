"""python-swiftclient as a library, against the Swift profile."""
import programs


def test_connection(cloud, api):
    python = programs.environment("openstack.txt") / "python"
    done = programs.run([python, programs.HERE / "swift_library.py", f"{cloud.url}/pithos/swift/auth/v1.0", api.uuid,
                         api.token])
    assert done.stdout.strip() == "done"
