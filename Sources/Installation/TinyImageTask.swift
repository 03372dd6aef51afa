import ServiceLifecycle
import Vocabulary

/// Makes the tiny image once, while the cloud already answers.
public struct TinyImageTask: Sendable {
    let environment: [String: String]
    let say: @Sendable (String) -> Void

    /// - Parameter say: is told what goes on, a sentence at a time.
    public init(environment: [String: String], say: @escaping @Sendable (String) -> Void) {
        self.environment = environment
        self.say = say
    }

    func task(_ services: Services, files: SharedFiles, owner: UserID) -> any Service {
        Run(image: TinyImage(services, files: files, environment: environment), owner: owner, say: say)
    }

    private struct Run: Service {
        let image: TinyImage
        let owner: UserID
        let say: @Sendable (String) -> Void

        func run() async throws {
            await cancelWhenGracefulShutdown {
                do {
                    guard try await !image.isRegistered(owner: owner) else { return }
                    try await image.make(owner: owner, say: say)
                } catch is CancellationError {
                    return
                } catch let fault as Fault {
                    say("There is no tiny image: \(fault.message)")
                } catch {
                    say("There is no tiny image: \(error)")
                }
            }
        }
    }
}
