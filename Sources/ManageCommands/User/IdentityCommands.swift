import ArgumentParser

/// The commands on users, components, services, resources and quota, in the order help lists them.
enum IdentityCommands {
    static let all: [any ParsableCommand.Type] = [
        UserAdd.self, UserList.self, UserShow.self, UserModify.self, GroupAdd.self, GroupList.self, TermAdd.self,
        ComponentAdd.self, ComponentList.self, ComponentShow.self, ComponentModify.self, ComponentRemove.self,
        ServiceList.self, ServiceShow.self, ServiceImport.self, ServiceExportAstakos.self, ServiceExportCyclades.self,
        ServiceExportPithos.self, ResourceList.self, ResourceModify.self, ResourceImport.self,
        ResourceExportAstakos.self, ResourceExportCyclades.self, ResourceExportPithos.self, Quota.self,
        CommissionList.self, CommissionShow.self,
    ]
}
