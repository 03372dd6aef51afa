import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage user-modify`. Options are applied in a fixed order, so that `--verify --accept` works in one call.
///
/// Source: identity.md 4.2. A change of state that is refused is told and does not stop the rest.
struct UserModify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user-modify", abstract: "Change a user: state, rights, groups, password, token, quota.")

    @Argument(help: "ID or uuid of the user.") var user: String?

    @Flag(name: .customLong("set-admin"), help: "Give administrative rights.") var setsAdmin = false
    @Flag(name: .customLong("set-noadmin"), help: "Take administrative rights away.") var unsetsAdmin = false
    @Flag(help: "Reject a user who waits to be accepted.") var reject = false
    @Option(name: .customLong("reject-reason"), help: "Why.") var rejectReason = ""
    @Flag(help: "Take the e-mail address as verified.") var verify = false
    @Flag(help: "Accept a verified user.") var accept = false
    @Flag(name: .customLong("set-active"), help: "Let an inactive user in again.") var activates = false
    @Flag(name: .customLong("set-inactive"), help: "Lock the user out at once.") var deactivates = false
    @Option(name: .customLong("inactive-reason"), help: "Why.") var inactiveReason = ""
    @Option(help: "Number of invitations left.") var invitations: Int?
    @Option(name: .customLong("add-group"), help: "Add to this group.") var addedGroup: String?
    @Option(name: .customLong("delete-group"), help: "Remove from this group.") var deletedGroup: String?
    @Option(name: .customLong("add-permission"), help: "Give this permission.") var addedPermission: String?
    @Option(name: .customLong("delete-permission"), help: "Take this permission away.") var deletedPermission: String?
    @Option(help: "Level of the user.") var level: Int?
    @Option(help: "New password.") var password: String?
    @Flag(name: .customLong("renew-password"), help: "Make a new password up and print it.") var renewsPassword = false
    @Flag(name: .customLong("renew-token"), help: "Make a new token; the old one is dead at once.") var renewsToken =
        false
    @Flag(
        name: .customLong("purge-application-credentials"),
        help: "Delete all that programs log in with in the user's place; user-show lists them.")
    var purgesCredentials = false
    @Flag(name: .customLong("sign-terms"), help: "Note that the user agrees with the newest terms of use.")
    var signsTerms = false
    @Option(
        name: .customLong("set-base-quota"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "What the user may use of a resource, instead of its default; default goes back to that.",
            valueName: "resource> <capacity"))
    var baseQuota: [String] = []
    @Flag(name: [.customShort("f"), .customLong("no-confirm")], help: "Do not ask before a quota is changed.")
    var skipsQuestion = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let (name, quota) = try arguments()
        try await installation.open { services in
            let astakos = services.astakos
            let found = try await astakos.users.find(named: name, emailAllowed: false)
            try await changeState(of: found.id, astakos.users)
            if let invitations { try await astakos.users.setInvitations(invitations, of: found.id) }
            try await changeGroups(of: found.id, astakos.groups)
            if let level { try await astakos.users.setLevel(level, of: found.id) }
            try await changeSecrets(of: found.id, astakos)
            if signsTerms { try await astakos.terms.sign(found.id) }
            if let quota { try await quota.apply(to: found, astakos.limits, asks: !skipsQuestion) }
        }
        // No failure: it was none for the original either.
        if !changesAnything { Console.printError("Nothing was to change: see --help for what can.") }
    }

    /// Whether any option asks for a change.
    var changesAnything: Bool {
        let flags = [
            setsAdmin, unsetsAdmin, reject, verify, accept, activates, deactivates, renewsPassword, renewsToken,
            signsTerms, purgesCredentials,
        ]
        let texts = [addedGroup, deletedGroup, addedPermission, deletedPermission, password]
        return flags.contains(true) || texts.contains { $0 != nil } || invitations != nil || level != nil
            || !baseQuota.isEmpty
    }

    /// The user and the quota; a user that comes right after the quota's two values counts as the user.
    private func arguments() throws -> (user: String, quota: BaseQuotaChange?) {
        var values = baseQuota
        let last = user ?? (values.count == 3 ? values.popLast() : nil)
        guard let last else { throw CommandError("Please provide a user ID") }
        guard !values.isEmpty else { return (last, nil) }
        guard values.count == 2 else { throw CommandError("--set-base-quota takes a resource and a capacity.") }
        return (last, try BaseQuotaChange(resource: values[0], capacity: values[1]))
    }

    private func changeState(of id: User.ID, _ users: UserService) async throws {
        if setsAdmin { try await users.setAdmin(true, of: id) }
        if unsetsAdmin { try await users.setAdmin(false, of: id) }
        if reject {
            try await attempt("reject") {
                try await users.reject(id, reason: rejectReason)
            } said: { _ in
                "Account rejected"
            }
        }
        if verify {
            try await attempt("verify") {
                try await users.verify(id)
            } said: {
                "Account verified (\($0.state == .active ? "ACCEPTED" : "PENDING_MODERATION"))"
            }
        }
        if accept {
            try await attempt("accept") {
                try await users.accept(id)
            } said: { _ in
                "Account accepted and activated"
            }
        }
        if activates {
            try await attempt("activate") {
                try await users.activate(id)
            } said: {
                "Account \($0.email) activated"
            }
        }
        if deactivates {
            try await attempt("deactivate") {
                try await users.deactivate(id, reason: inactiveReason)
            } said: {
                "Account \($0.email) deactivated"
            }
        }
    }

    private func attempt(
        _ verb: String, _ change: () async throws -> User, said: (User) -> String
    ) async throws {
        do {
            Console.print(said(try await change()))
        } catch let fault as Fault where fault.kind == .conflict {
            Console.print("Failed to \(verb). \(fault.message)")
        }
    }

    private func changeGroups(of id: User.ID, _ groups: GroupService) async throws {
        do {
            if let addedGroup { try await groups.add(id, to: addedGroup) }
            if let deletedGroup { try await groups.remove(id, from: deletedGroup) }
        } catch let fault as Fault where fault.kind == .itemNotFound {
            Console.print(fault.message)
        }
        if let name = addedPermission {
            let isNew = try await groups.addPermission(name, to: id)
            Console.print("Permission: \(name) \(isNew ? "added successfully" : "was there already")")
        }
        if let name = deletedPermission {
            let was = try await groups.removePermission(name, from: id)
            Console.print("Permission: \(name) \(was ? "removed successfully" : "was not there")")
        }
    }

    private func changeSecrets(of id: User.ID, _ astakos: AstakosServices) async throws {
        if let password { try await astakos.users.setPassword(password, of: id) }
        if renewsPassword { Console.print("User's new password: \(try await astakos.users.renewPassword(of: id))") }
        if renewsToken { _ = try await astakos.tokens.renew(id) }
        if purgesCredentials {
            Console.print(
                "Application credentials deleted: \(try await astakos.applicationCredentials.deleteAll(of: id))")
        }
    }
}
