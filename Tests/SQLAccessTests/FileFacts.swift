import Glibc

/// In bytes; 0 when there is none.
func fileSize(_ path: String) -> Int {
    var information = stat()
    return stat(path, &information) == 0 ? Int(information.st_size) : 0
}

/// The nine bits for owner, group and others.
func filePermissions(_ path: String) -> UInt32 {
    var information = stat()
    return stat(path, &information) == 0 ? information.st_mode & 0o777 : 0
}

func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
