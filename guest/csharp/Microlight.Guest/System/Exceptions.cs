// Exceptions are texts on their way to the host: a throw ends the guest call, nothing catches it.
namespace System;

public class Exception
{
    private readonly string _message;

    public Exception() { }
    public Exception(string message) => _message = message;
    public Exception(string message, Exception innerException)
    {
        _message = message;
        InnerException = innerException;
    }

    public virtual string Message => _message ?? "The guest raised an exception.";
    public Exception InnerException { get; }
    public override string ToString() => Message;
}

public class SystemException(string message) : Exception(message) { }

public class ArgumentException : SystemException
{
    public ArgumentException() : this("Value does not fall within the expected range.") { }
    public ArgumentException(string message) : base(message) { }
    public ArgumentException(string message, string paramName) : base(message + " (Parameter '" + paramName + "')") => ParamName = paramName;
    public string ParamName { get; }
}

public class ArgumentNullException(string paramName) : ArgumentException("Value cannot be null.", paramName)
{
    public static void ThrowIfNull(object argument, [Runtime.CompilerServices.CallerArgumentExpression(nameof(argument))] string paramName = null)
    {
        if (argument is null) throw new ArgumentNullException(paramName);
    }
}

public class ArgumentOutOfRangeException : ArgumentException
{
    public ArgumentOutOfRangeException(string paramName) : base("Specified argument was out of the range of valid values.", paramName) { }
    public ArgumentOutOfRangeException(string paramName, string message) : base(message, paramName) { }
}

public class InvalidOperationException(string message) : SystemException(message)
{
    public InvalidOperationException() : this("Operation is not valid due to the current state of the object.") { }
}

public class NotSupportedException(string message) : SystemException(message)
{
    public NotSupportedException() : this("Specified method is not supported.") { }
}

public class NotImplementedException(string message) : SystemException(message)
{
    public NotImplementedException() : this("The method or operation is not implemented.") { }
}

public class FormatException(string message) : SystemException(message) { }

public class IndexOutOfRangeException(string message) : SystemException(message)
{
    public IndexOutOfRangeException() : this("Index was outside the bounds of the array.") { }
}

public class InvalidCastException(string message) : SystemException(message) { }

public class OverflowException(string message) : SystemException(message)
{
    public OverflowException() : this("Arithmetic operation resulted in an overflow.") { }
}

public class KeyNotFoundException(string message) : SystemException(message) { }
