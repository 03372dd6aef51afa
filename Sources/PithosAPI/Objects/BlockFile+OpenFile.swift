public import APISupport
public import PithosBackend

/// Blocks are sent from the files they lie in.
extension BlockFile: OpenFile {}
