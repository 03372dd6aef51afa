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
