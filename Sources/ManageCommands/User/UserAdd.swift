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
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let new = NewUser(
            email: email, firstName: firstName, lastName: lastName, password: password ?? GeneratedPassword.text(),
            isAdmin: isAdmin, groups: group, permissions: permission)
        _ = try await installation.open { try await $0.astakos.users.create(new) }
        Console.print("User created successfully" + (password == nil ? " with password: \(new.password ?? "")" : ""))
    }
}
