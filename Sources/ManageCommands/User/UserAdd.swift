import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage user-add`
struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user-add",
        abstract: "Create a user, who can log in after user-modify --verify --accept.")

    @Argument(help: "E-mail address.") var email: String
    @Argument(help: "First name.") var firstName: String
    @Argument(help: "Last name.") var lastName: String
    @Option(help: "Password; made up and printed when not given.") var password: String?
    @Flag(name: .customLong("admin"), help: "Give administrative rights.") var isAdmin = false
    @Option(name: .customShort("g"), help: "Add to this group; may be given more than once.") var group: [String] = []
    @Option(name: .customShort("p"), help: "Give this permission; may be given more than once.")
    var permission: [String] = []
    @Option(
        help: ArgumentHelp(
            "The user's uuid: that of an account which the object store has already, as after an upgrade. Made up when not given."
        )) var uuid: String?
    @OptionGroup var installation: InstallationOptions

    func validate() throws {
        guard let uuid, !UUIDText.isValid(uuid) || uuid != uuid.lowercased() else { return }
        throw ValidationError(
            "--uuid: '\(uuid)' is no uuid in lower case; pithos-manage-accounts list shows the accounts.")
    }

    func run() async throws {
        let new = NewUser(
            email: email, firstName: firstName, lastName: lastName, password: password ?? GeneratedPassword.text(),
            isAdmin: isAdmin, groups: group, permissions: permission, uuid: uuid.map { UserID($0) })
        _ = try await installation.open { try await $0.astakos.users.create(new) }
        Console.print("User created successfully" + (password == nil ? " with password: \(new.password ?? "")" : ""))
    }
}
