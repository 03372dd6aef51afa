import Vocabulary

/// One of the five users of the base state: `user1@example.org` with the password `password1`, and so on.
struct TestUser {
    let number: Int

    static let all = (1...5).map(TestUser.init(number:))

    var email: String { "user\(number)@example.org" }
    var password: String { "password\(number)" }

    /// `11111111-1111-4111-8111-111111111111`
    var uuid: UserID {
        let digit = "\(number)"
        func times(_ count: Int) -> String { String(repeating: digit, count: count) }
        return UserID("\(times(8))-\(times(4))-4\(times(3))-8\(times(3))-\(times(12))")
    }

    /// `user1-token-AAA…A1`
    var token: String { "user\(number)-token-" + String(repeating: "A", count: 31) + "\(number)" }

    /// 2036-01-01T00:00:00Z
    static let tokenExpires = Timestamp(microseconds: 2_082_758_400_000_000)

    /// The last one registered and never answered the mail.
    var isActivated: Bool { number != 5 }
}
