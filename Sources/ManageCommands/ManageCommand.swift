public import ArgumentParser
import Vocabulary

/// `snf-manage`, also `synnefo manage`
public struct ManageCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "manage", abstract: "Manage users, quota, machines and settings (snf-manage).",
        version: Version.current,
        subcommands: [
            UserAdd.self,
            UserList.self,
            UserShow.self,
            UserModify.self,
            GroupAdd.self,
            GroupList.self,
            TermAdd.self,
            ComponentAdd.self,
            ComponentList.self,
            ComponentShow.self,
            ComponentModify.self,
            ComponentRemove.self,
            ServiceList.self,
            ServiceShow.self,
            ServiceImport.self,
            ServiceExportAstakos.self,
            ServiceExportCyclades.self,
            ServiceExportPithos.self,
            ResourceList.self,
            ResourceModify.self,
            ResourceImport.self,
            ResourceExportAstakos.self,
            ResourceExportCyclades.self,
            ResourceExportPithos.self,
            Quota.self,
            CommissionList.self,
            CommissionShow.self,
            ServerList.self,
            ServerShow.self,
            ServerModify.self,
            ServerReconcile.self,
            FlavorList.self,
            FlavorCreate.self,
            FlavorModify.self,
            FlavorDelete.self,
            NetworkList.self,
            NetworkCreate.self,
            NetworkInspect.self,
            NetworkModify.self,
            NetworkRemove.self,
            ImageList.self,
            ImageShow.self,
            BlockMoveCommand.self,
            PithosGC.self,
            PithosFsck.self,
            SettingsList.self,
        ])

    public init() {}
}
