import Glibc

extension SQL {
    /// The values, in order of appearance.
    package var values: Values { Values(pieces: pieces) }

    package struct Values: Sequence, IteratorProtocol {
        fileprivate let pieces: [Piece]
        private var index = 0

        fileprivate init(pieces: [Piece]) {
            self.pieces = pieces
        }

        package mutating func next() -> SQLValue? {
            while index < pieces.count {
                defer { index += 1 }
                if case .value(let value) = pieces[index] { return value }
            }
            return nil
        }
    }

    /// The statement as one engine reads it: `$1, $2, …` in order of appearance, and the values for them.
    package func rendered(for dialect: Dialect) -> (text: String, values: [SQLValue]) {
        var text = ""
        text.reserveCapacity(pieces.reduce(0) { $0 + $1.length })
        var values: [SQLValue] = []
        values.reserveCapacity(pieces.count)
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .dialect(let sqlite, let postgres): text += dialect == .sqlite ? sqlite : postgres
            case .value(let value):
                values.append(value)
                text += Self.name(ofValue: values.count)
            }
        }
        return (text, values)
    }

    private static func name(ofValue number: Int) -> String {
        number < numbers.count ? numbers[number] : "$\(number)"
    }

    /// How the first values are called: most statements have no more.
    private static let numbers = (0..<64).map { "$\($0)" }

    // MARK: - Finding a statement without writing its text down

    /// A number that two texts hardly ever share. Equal for equal pieces, in whose values it does not look.
    package var fingerprint: UInt64 {
        var print: UInt64 = 0xcbf2_9ce4_8422_2325
        for piece in pieces {
            switch piece {
            case .text(let text), .dialect(let text, _): print = text.mixed(into: print)
            case .value: print = (print ^ 1) &* String.multiplier
            }
        }
        return print
    }

    /// Whether it is rendered like this for SQLite.
    package func isText(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            var rest = bytes[...]
            var count = 0
            for piece in pieces {
                let isNext: Bool
                switch piece {
                case .text(let part), .dialect(let part, _): isNext = rest.drop(part)
                case .value:
                    count += 1
                    isNext = rest.drop(Self.name(ofValue: count))
                }
                guard isNext else { return false }
            }
            return rest.isEmpty
        } ?? (rendered(for: .sqlite).text == text)
    }
}

extension SQL.Piece {
    /// About how many bytes it makes.
    fileprivate var length: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .value: 3
        case .dialect(let sqlite, let postgres): max(sqlite.utf8.count, postgres.utf8.count)
        }
    }
}

extension String {
    /// Of the hash FNV-1a, which is taken over eight bytes at a time here.
    fileprivate static var multiplier: UInt64 { 0x0000_0100_0000_01b3 }

    fileprivate func mixed(into print: UInt64) -> UInt64 {
        var text = self
        return text.withUTF8 { bytes in
            let raw = UnsafeRawBufferPointer(bytes)
            var print = print ^ UInt64(raw.count)
            var index = 0
            while index + 8 <= raw.count {
                print = (print ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* Self.multiplier
                print ^= print >> 32
                index += 8
            }
            while index < raw.count {
                print = (print ^ UInt64(raw[index])) &* Self.multiplier
                index += 1
            }
            return print ^ (print >> 32)
        }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Goes over a text; false where another one stands there.
    fileprivate mutating func drop(_ text: String) -> Bool {
        var text = text
        let isHere = text.withUTF8 { wanted in
            guard let start = base.baseAddress, let other = wanted.baseAddress else { return wanted.isEmpty }
            return wanted.count <= count && memcmp(start + startIndex, other, wanted.count) == 0
        }
        if isHere { self = base[(startIndex + text.utf8.count)..<endIndex] }
        return isHere
    }
}
