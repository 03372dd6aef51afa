import ArgumentParser
import Testing

@testable import ManageCommands

/// identity.md 4.2 to 4.6: names and options as scripts for the original use them.
@Suite struct IdentityCommandTests {
    @Test func everyCommandHasANameOfItsOwn() {
        let commands = ManageCommand.configuration.subcommands
        let names = commands.compactMap { $0.configuration.commandName }
        #expect(names.count == commands.count)
        #expect(Set(names).count == names.count)
        #expect(Set(names).isSuperset(of: ["user-add", "service-export-pithos", "resource-export-cyclades", "quota"]))
    }

    @Test func userModifyTakesTheQuotaBeforeAndAfterTheUser() throws {
        let after = try UserModify.parse(["6", "--set-base-quota", "cyclades.vm", "7", "-f"])
        #expect(after.user == "6" && after.baseQuota == ["cyclades.vm", "7"] && after.skipsQuestion)
        let before = try UserModify.parse(["--set-base-quota", "cyclades.vm", "7", "6"])
        #expect(before.baseQuota == ["cyclades.vm", "7", "6"])
    }

    @Test func userModifyKnowsWhetherItHasSomethingToDo() throws {
        #expect(try !UserModify.parse(["6"]).changesAnything)
        #expect(try !UserModify.parse(["6", "-f"]).changesAnything)
        for options in [
            ["--set-admin"], ["--sign-terms"], ["--level", "0"], ["--set-base-quota", "cyclades.vm", "7"],
        ] {
            #expect(try UserModify.parse(["6"] + options).changesAnything)
        }
    }

    @Test(arguments: [
        (["user-lst"], "Unknown command: 'user-lst'\nDid you mean user-list?\nType 'snf-manage help' for usage."),
        (
            ["help", "User-Show"],
            "Unknown command: 'User-Show'\nDid you mean user-show?\nType 'snf-manage help' for usage."
        ),
        (["nosuchcommandatall"], "Unknown command: 'nosuchcommandatall'\nType 'snf-manage help' for usage."),
    ])
    func anUnknownCommandIsNamedWithTheNearest(arguments: [String], message: String) {
        #expect(UnknownCommand(in: arguments, of: ManageCommand.self)?.description == message)
        #expect(UnknownCommand(in: ["manage"] + arguments, of: CloudCommand.self)?.description == message)
    }

    @Test func whoeverIsAskedNamesItself() {
        let unknown = UnknownCommand(in: ["statsu"], of: CloudCommand.self)
        #expect(
            unknown?.description == "Unknown command: 'statsu'\nDid you mean status?\nType 'synnefo help' for usage.")
    }

    @Test(arguments: [[], ["user-list"], ["--help"], ["help"], ["help", "user-list"], ["user-show", "nobody"]])
    func whatIsNoUnknownCommandIsForTheParser(arguments: [String]) {
        #expect(UnknownCommand(in: arguments, of: ManageCommand.self) == nil)
    }

    @Test func limitsOfAFileAreReadWhole() throws {
        let limits = try ResourceModify.limits(#"{"cyclades.vm": 3, "cyclades.ram": "4GB"}"#)
        #expect(limits == ["cyclades.vm": 3, "cyclades.ram": 4 << 30])
        for (text, part) in [
            (#"{"cyclades.vm": 9223372036854775808}"#, "'cyclades.vm' is too large"),
            (#"{"cyclades.vm": "x"}"#, "'cyclades.vm'"), (#"{"cyclades.vm": 1.5}"#, "'cyclades.vm'"),
        ] {
            let error = #expect(throws: CommandError.self) { try ResourceModify.limits(text) }
            #expect(error?.description.contains(part) == true)
        }
    }

    @Test func userAddTakesTheUuidOfAnAccountThatIsThere() throws {
        let names = ["a@example.org", "A", "B"]
        let uuid = "11111111-1111-4111-8111-11111111111a"
        #expect(try UserAdd.parse(names + ["--uuid", uuid]).uuid == uuid)
        for wrong in ["alice", uuid.uppercased(), uuid + "1"] {
            #expect(throws: (any Error).self) { try UserAdd.parse(names + ["--uuid", wrong]) }
        }
    }

    @Test func userAddTakesGroupsAndPermissionsMoreThanOnce() throws {
        let command = try UserAdd.parse(
            ["a@example.org", "A", "B", "--password=pw", "--admin", "-g", "one", "-g", "two", "-p", "can_fly"])
        #expect(command.group == ["one", "two"] && command.permission == ["can_fly"] && command.isAdmin)
    }

    @Test func listsTakeTheOriginalsOptions() throws {
        let users = try UserList.parse(
            ["--no-headers", "-o", "id,uuid", "--filter-by=is_active=False", "--output-format=csv", "--auth-providers"])
        #expect(users.list.fields == "id,uuid" && users.list.output.format == .csv && users.showsProviders)
        _ = try ResourceList.parse(["--unit-style=gb"])
        _ = try CommissionList.parse(["--overdue", "60"])
        _ = try Quota.parse(["--user=user1@example.org", "--unit-style", "b"])
        _ = try ComponentModify.parse(["cyclades", "--auth-token", "x", "--purge-services"])
        _ = try ServiceImport.parse(["--json", "-"])
    }

    @Test func anUnknownUnitIsNamed() {
        var units = UnitOptions()
        units.unitStyle = "nope"
        let error = #expect(throws: CommandError.self) { try units.style() }
        #expect(error?.description == "Invalid unit style. Valid ones are b, kb, mb, gb, tb, pb, auto, none.")
    }
}
