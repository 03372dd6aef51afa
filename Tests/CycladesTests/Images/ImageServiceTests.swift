import Settings
import TestEngines
import Testing
import Vocabulary

@testable import Cyclades

/// Images are objects, and permissions decide (image.md).
struct ImageServiceTests {
    private let store = MemoryImages()
    private var images: ImageService { ImageService(store: store, settings: CycladesSettings()) }

    private func register(_ path: String, isPublic: Bool = false) async throws -> Image {
        let stored = store.add(path, of: Cloud.ann)
        var draft = ImageDraft(name: path, location: stored.location, properties: ["os": "debian"])
        draft.isPublic = isPublic
        return try await images.register(draft, as: Cloud.ann)
    }

    @Test
    func registeringSetsDefaultsAndTakesOthersAccessAway() async throws {
        let stored = store.add("a.img", of: Cloud.ann, readers: ["bob"])
        let image = try await images.register(ImageDraft(name: "A", location: stored.location), as: Cloud.ann)
        #expect(image.status == "available")
        #expect(image.diskFormat == "diskdump")
        #expect(image.containerFormat == "bare")
        #expect(!image.isPublic)
        let fault = await #expect(throws: Fault.self) { try await images.find(stored.id, as: Cloud.bob) }
        #expect(fault?.kind == .forbidden)
    }

    @Test
    func onlyTheOwnerRegistersAndNothingIsWrittenElse() async throws {
        let stored = store.add("a.img", of: Cloud.ann, readers: ["*"])
        let fault = await #expect(throws: Fault.self) {
            try await images.register(ImageDraft(name: "mine", location: stored.location), as: Cloud.bob)
        }
        #expect(fault?.kind == .forbidden)
        #expect(try await images.find(stored.id, as: Cloud.ann).isRegistered == false)
    }

    @Test
    func whatDoesNotFitTheObjectIsRefused() async throws {
        let stored = store.add("a.img", of: Cloud.ann)
        var wrong = ImageDraft(name: "A", location: stored.location, sizeBytes: 9)
        for draft in [
            wrong, ImageDraft(name: "A", location: stored.location, checksum: "abc"),
            ImageDraft(name: "A", location: stored.location, diskFormat: "floppy"),
            ImageDraft(name: "A", location: stored.location, containerFormat: "box"),
            ImageDraft(name: "", location: stored.location),
        ] {
            let fault = await #expect(throws: Fault.self) { try await images.register(draft, as: Cloud.ann) }
            #expect(fault?.kind == .badRequest)
        }
        wrong.sizeBytes = stored.sizeBytes
        _ = try await images.register(wrong, as: Cloud.ann)
    }

    @Test
    func publishingShowsItToEveryone() async throws {
        let image = try await register("a.img")
        #expect(try await images.list(visibleTo: Cloud.bob).isEmpty)
        _ = try await images.update(image.id, ImageUpdate(isPublic: true), as: Cloud.ann)
        #expect(try await images.list(visibleTo: Cloud.bob).map(\.id) == [image.id])
        let fault = await #expect(throws: Fault.self) {
            try await images.update(image.id, ImageUpdate(name: "hacked"), as: Cloud.bob)
        }
        #expect(fault?.kind == .forbidden)
        _ = try await images.update(image.id, ImageUpdate(isPublic: false), as: Cloud.ann)
        #expect(try await images.list(visibleTo: Cloud.bob).isEmpty)
    }

    @Test
    func membersComeAndGo() async throws {
        let image = try await register("a.img")
        try await images.addMember("bob", to: image.id, as: Cloud.ann)
        try await images.addMember("bob", to: image.id, as: Cloud.ann)
        #expect(try await images.members(of: image.id, as: Cloud.bob) == ["ann", "bob"])
        #expect(try await images.list(sharedBy: Cloud.ann, with: Cloud.bob).map(\.id) == [image.id])
        let fault = await #expect(throws: Fault.self) {
            try await images.setMembers([], of: image.id, as: Cloud.bob)
        }
        #expect(fault?.kind == .forbidden)
        try await images.removeMember("bob", from: image.id, as: Cloud.ann)
        try await images.removeMember("nobody", from: image.id, as: Cloud.ann)
        #expect(try await images.members(of: image.id, as: Cloud.ann) == ["ann"])
    }

    @Test
    func anImageIsNotLostByAnEmptyName() async throws {
        let image = try await register("a.img")
        let fault = await #expect(throws: Fault.self) {
            try await images.update(image.id, ImageUpdate(name: ""), as: Cloud.ann)
        }
        #expect(fault?.kind == .badRequest)
        #expect(try await images.find(image.id, as: Cloud.ann).properties == ["os": "debian"])
        let nameless = await #expect(throws: Fault.self) {
            try await images.update(image.id, ImageUpdate(properties: ["": "x"]), as: Cloud.ann)
        }
        #expect(nameless?.kind == .badRequest)
    }

    @Test(arguments: ["", "*", "a,b", "a;write=b", " ", "\u{0}", "😀", "a/b"])
    func whatCannotNameAUserIsNoMember(member: String) async throws {
        let image = try await register("a.img")
        for attempt in [
            { try await images.addMember(member, to: image.id, as: Cloud.ann) },
            { try await images.setMembers(["bob", member], of: image.id, as: Cloud.ann) },
        ] as [() async throws -> Void] {
            let fault = await #expect(throws: Fault.self) { try await attempt() }
            #expect(fault?.kind == .badRequest)
        }
        #expect(try await images.members(of: image.id, as: Cloud.ann) == ["ann"])
    }

    @Test
    func publishingKeepsTheMembers() async throws {
        let image = try await register("a.img")
        try await images.addMember("bob", to: image.id, as: Cloud.ann)
        #expect(try await images.update(image.id, ImageUpdate(isPublic: true), as: Cloud.ann).isPublic)
        #expect(try await images.members(of: image.id, as: Cloud.bob) == ["ann", "bob"])
        #expect(try await !images.update(image.id, ImageUpdate(isPublic: false), as: Cloud.ann).isPublic)
        #expect(try await images.members(of: image.id, as: Cloud.bob) == ["ann", "bob"])
        _ = try await images.update(image.id, ImageUpdate(isPublic: true), as: Cloud.ann)
        try await images.setMembers(["carol"], of: image.id, as: Cloud.ann)
        #expect(try await images.find(image.id, as: Cloud.bob).isPublic)
        #expect(try await images.members(of: image.id, as: Cloud.bob) == ["carol"])
    }

    @Test
    func unregisteringKeepsTheFile() async throws {
        let image = try await register("a.img", isPublic: true)
        try await images.unregister(image.id, as: Cloud.ann)
        #expect(try await images.list(visibleTo: Cloud.ann).isEmpty)
        let file = try await images.find(image.id, as: Cloud.ann)
        #expect(file.name.isEmpty)
        #expect(file.isPublic)
        let fault = await #expect(throws: Fault.self) { try await images.source(image.id, as: Cloud.ann) }
        #expect(fault?.kind == .itemNotFound)
    }

    @Test
    func bothLayoutsOfPropertiesAreRead() throws {
        let metadata = ImageMetadata(stored: [
            "plankton:name": "old", "plankton:properties": "{\"os\": \"debian\", \"swap\": 1}",
            "plankton:property:os": "ubuntu", "plankton:unknown": "x",
        ])
        #expect(metadata.properties == ["os": "ubuntu", "swap": "1"])
        #expect(try metadata.stored()["plankton:property:swap"] == "1")
        #expect(try metadata.stored()["plankton:properties"] == nil)
    }

    @Test
    func keysOfPropertiesAreUpperCaseForTheBackend() async throws {
        let image = try await register("a.img")
        #expect(try await images.source(image.id, as: Cloud.ann).properties == ["OS": "debian"])
    }

    @Test(arguments: ["http://x/y/z", "pithos://abc", "pithos:///c/o", "pithos://a//o", "pithos://a/c/", ""])
    func aLocationHasThreeParts(text: String) {
        #expect(throws: Fault.self) { try ImageLocation(text) }
    }

    @Test
    func sortingKeepsEqualOnesInOrder() async throws {
        let made = [try await register("b"), try await register("a"), try await register("c")]
        let list = try await images.list(visibleTo: Cloud.ann)
        #expect(ImageOrder(key: .name, isAscending: true).sorted(list).map(\.name) == ["a", "b", "c"])
        #expect(ImageOrder(key: .name, isAscending: false).sorted(list).map(\.name) == ["c", "b", "a"])
        #expect(ImageOrder().sorted(list).map(\.id) == made.reversed().map(\.id))
        #expect(ImageOrder(key: .status).sorted(list).map(\.id) == made.map(\.id))
    }

    @Test
    func anUpdateKeepsWhatItDoesNotName() async throws {
        let image = try await register("a.img")
        let added = try await images.update(
            image.id, ImageUpdate(name: "new", properties: ["kernel": "6"]), as: Cloud.ann)
        #expect(added.name == "new")
        #expect(added.properties == ["os": "debian", "kernel": "6"])
        let less = try await images.update(image.id, ImageUpdate(properties: ["os": ""]), as: Cloud.ann)
        #expect(less.properties == ["kernel": "6"])
    }

    @Test(arguments: [
        ImageUpdate(status: ""), ImageUpdate(diskFormat: ""), ImageUpdate(containerFormat: ""),
        ImageUpdate(containerFormat: "zz"), ImageUpdate(properties: ["a": "b\u{0}"]),
    ])
    func anUpdateTakesNothingThatIsOfNoUse(update: ImageUpdate) async throws {
        let image = try await register("a.img")
        let fault = await #expect(throws: Fault.self) { try await images.update(image.id, update, as: Cloud.ann) }
        #expect(fault?.kind == .badRequest)
        #expect(try await images.find(image.id, as: Cloud.ann).diskFormat == "diskdump")
        let changed = try await images.update(
            image.id, ImageUpdate(status: "unavailable", diskFormat: "nope", containerFormat: "ovf"), as: Cloud.ann)
        // As recorded from the original.
        #expect(changed.diskFormat == "nope")
        #expect(changed.containerFormat == "ovf")
        #expect(changed.status == "unavailable")
    }

    @Test
    func anImageHasNoMorePropertiesThanAnObjectMayHave() async throws {
        let stored = store.add("a.img", of: Cloud.ann)
        func draft(_ count: Int) -> ImageDraft {
            let properties = Dictionary(uniqueKeysWithValues: (0..<count).map { ("key\($0)", "x") })
            return ImageDraft(name: "A", location: stored.location, properties: properties)
        }
        // Its name, its status, two formats and when it was registered are the other five.
        let fault = await #expect(throws: Fault.self) { try await images.register(draft(28), as: Cloud.ann) }
        #expect(fault?.kind == .badRequest)
        #expect(fault?.message.hasPrefix("properties: ") == true)
        let image = try await images.register(draft(27), as: Cloud.ann)
        #expect(image.properties.count == 27)
        let more = await #expect(throws: Fault.self) {
            try await images.update(image.id, ImageUpdate(properties: ["more": "x"]), as: Cloud.ann)
        }
        #expect(more?.kind == .badRequest)
    }

    /// From 0.14, which wrote all of them into one entry.
    @Test
    func anImageThatHasTooManyPropertiesMayStillBeChanged() async throws {
        let members = (0..<40).map { "\"key\($0)\": \"x\"" }.joined(separator: ", ")
        let stored = store.add(
            "a.img", of: Cloud.ann,
            metadata: [
                "plankton:name": "old", "plankton:status": "available", "plankton:properties": "{\(members)}",
            ])
        let changed = try await images.update(
            stored.id, ImageUpdate(name: "new", properties: ["key1": "y", "key2": ""]), as: Cloud.ann)
        #expect(changed.name == "new")
        #expect(changed.properties.count == 39)
        let fault = await #expect(throws: Fault.self) {
            try await images.update(stored.id, ImageUpdate(properties: ["more": "x"]), as: Cloud.ann)
        }
        #expect(fault?.kind == .badRequest)
    }

    @Test
    func filtersAreApplied() async throws {
        for (path, size) in [("a", Int64(10)), ("b", 200), ("c", 3000)] {
            let stored = store.add(path, of: Cloud.ann, sizeBytes: size)
            _ = try await images.register(ImageDraft(name: path, location: stored.location), as: Cloud.ann)
        }
        func names(_ filter: ImageFilter) async throws -> [String] {
            try await images.list(visibleTo: Cloud.ann, filter).map(\.name).sorted()
        }
        #expect(try await names(ImageFilter()) == ["a", "b", "c"])
        #expect(try await names(ImageFilter(name: "b")) == ["b"])
        #expect(try await names(ImageFilter(status: "gone")) == [])
        #expect(try await names(ImageFilter(diskFormat: "diskdump", containerFormat: "bare")) == ["a", "b", "c"])
        #expect(try await names(ImageFilter(sizeMinBytes: 200)) == ["b", "c"])
        #expect(try await names(ImageFilter(sizeMinBytes: 11, sizeMaxBytes: 200)) == ["b"])
    }
}
