namespace Microlight.Tars;

/// <summary>How a call ended: the code of a reply. A servant may answer with any other number, too.</summary>
public enum TarsReturnCode
{
    /// <summary>The function returned.</summary>
    Success = 0,
    /// <summary>The server could not decode the request.</summary>
    DecodeError = -1,
    /// <summary>The server could not encode the result.</summary>
    EncodeError = -2,
    /// <summary>The servant has no such function.</summary>
    NoFunction = -3,
    /// <summary>The server has no such servant.</summary>
    NoServant = -4,
    /// <summary>The request waited too long for its turn.</summary>
    QueueTimeout = -6,
    /// <summary>The function, or its reply, took too long.</summary>
    InvokeTimeout = -7,
    /// <summary>The client could not connect, or its connection was lost before the reply.</summary>
    ConnectError = -8,
    /// <summary>The server has more requests than it takes.</summary>
    Overload = -9,
    /// <summary>The client could not decode the reply.</summary>
    ClientDecodeError = -12,
    /// <summary>Anything else, for instance an exception of the servant.</summary>
    Unknown = -99,
}
