namespace System;

public readonly struct Index(int value, bool fromEnd = false)
{
    public int Value { get; } = value;
    public bool IsFromEnd { get; } = fromEnd;
    public static Index Start => new(0);
    public static Index End => new(0, true);
    public static Index FromStart(int value) => new(value);
    public static Index FromEnd(int value) => new(value, true);
    public int GetOffset(int length) => IsFromEnd ? length - Value : Value;
    public static implicit operator Index(int value) => new(value);
}

public readonly struct Range(Index start, Index end)
{
    public Index Start { get; } = start;
    public Index End { get; } = end;
    public static Range StartAt(Index start) => new(start, Index.End);
    public static Range EndAt(Index end) => new(Index.Start, end);
    public static Range All => new(Index.Start, Index.End);
}
