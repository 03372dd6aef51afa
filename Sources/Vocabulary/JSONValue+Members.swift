// Reading a request's body: each function takes the name of a member and throws a fault that names it.
extension JSONValue {
    /// The members, when this is an object.
    ///
    /// - Throws: badRequest; `field` says what should have been an object.
    public func members(_ field: String = "The body") throws -> [String: JSONValue] {
        guard case .object(let members) = self else { throw unexpected(field, "an object") }
        return members
    }

    /// The elements, when this is a list.
    public func elements(_ field: String = "The body") throws -> [JSONValue] {
        guard case .array(let elements) = self else { throw unexpected(field, "a list") }
        return elements
    }

    /// A member that must be there; `null` counts as there.
    public func member(_ name: String) throws -> JSONValue {
        guard let member = try members()[name] else { throw Fault(.badRequest, "\(name) is missing.") }
        return member
    }

    /// A member that may be missing or `null`, both of which give nil.
    public func lookup(_ name: String) throws -> JSONValue? {
        guard let member = try members()[name], !member.isNull else { return nil }
        return member
    }

    public func string(_ name: String) throws -> String { try member(name).asString(name) }
    public func int(_ name: String) throws -> Int64 { try member(name).asInt(name) }
    public func bool(_ name: String) throws -> Bool { try member(name).asBool(name) }
    /// A member that is a list.
    public func array(_ name: String) throws -> [JSONValue] { try member(name).elements(name) }
    /// A member that is an object.
    public func object(_ name: String) throws -> JSONValue {
        let member = try member(name)
        _ = try member.members(name)
        return member
    }

    public func lookupString(_ name: String) throws -> String? { try lookup(name)?.asString(name) }
    public func lookupInt(_ name: String) throws -> Int64? { try lookup(name)?.asInt(name) }
    public func lookupBool(_ name: String) throws -> Bool? { try lookup(name)?.asBool(name) }
    public func lookupArray(_ name: String) throws -> [JSONValue]? { try lookup(name)?.elements(name) }

    /// A member that is an object, or nil.
    public func lookupObject(_ name: String) throws -> JSONValue? {
        guard let member = try lookup(name) else { return nil }
        _ = try member.members(name)
        return member
    }

    /// The value as text; `field` names it in the fault.
    public func asString(_ field: String) throws -> String {
        guard case .string(let value) = self else { throw unexpected(field, "a string") }
        return value
    }

    /// The value as a whole number; neither `true` nor `1.0` nor `"1"` is one.
    public func asInt(_ field: String) throws -> Int64 {
        guard case .int(let value) = self else { throw unexpected(field, "a whole number") }
        return value
    }

    public func asBool(_ field: String) throws -> Bool {
        guard case .bool(let value) = self else { throw unexpected(field, "a boolean") }
        return value
    }

    private func unexpected(_ field: String, _ wanted: String) -> Fault {
        if case .double(let value) = self, wanted == "a whole number", value == value.rounded() {
            return Fault(.badRequest, "\(field) is not a whole number of 64 bits.")
        }
        return Fault(.badRequest, "\(field) should be \(wanted), not \(kindName).")
    }
}
