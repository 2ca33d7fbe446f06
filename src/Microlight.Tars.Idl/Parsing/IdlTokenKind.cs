namespace Microlight.Tars.Idl;

/// <summary>What a piece of text is.</summary>
internal enum IdlTokenKind { Identifier, Integer, Number, Text, Symbol, Include, End }
