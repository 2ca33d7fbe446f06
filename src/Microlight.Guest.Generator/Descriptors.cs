using Microsoft.CodeAnalysis;

namespace Microlight.Guest.Generator;

/// <summary>What can be wrong with guest and host functions (docs/guests-csharp.md lists them).</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor NotStatic = Error("MLG001", "A guest function is static",
        "'{0}' is a [{1}] and must be a static method");
    public static readonly DiagnosticDescriptor NotPartial = Error("MLG002", "A host function is partial and has no body",
        "'{0}' is a [HostFunction] and must be a partial method without a body, in a partial type");
    public static readonly DiagnosticDescriptor Generic = Error("MLG003", "A guest function is not generic",
        "'{0}' is a [{1}] and must not be generic, nor be in a generic type");
    public static readonly DiagnosticDescriptor BadParameter = Error("MLG004", "Type of a parameter",
        "The parameter '{0}' of '{1}' is {2}, which cannot cross between guest and host; possible are the integers, float, double, bool, string, byte[], spans of bytes, enums and structs without references");
    public static readonly DiagnosticDescriptor BadReturn = Error("MLG005", "Type of a result",
        "'{0}' returns {1}, which cannot cross between guest and host; possible are void, the integers, float, double, bool, string, byte[], spans of bytes (guest functions only), enums, structs without references, and tuples of these (guest functions only)");
    public static readonly DiagnosticDescriptor ByReference = Error("MLG006", "Parameters are passed by value",
        "The parameter '{0}' of '{1}' is passed by reference, which is not possible between guest and host");
    public static readonly DiagnosticDescriptor Duplicate = Error("MLG007", "Names of functions are unique",
        "Another [{1}] is called '{0}', too; give one of them another name in its attribute");
    public static readonly DiagnosticDescriptor BadName = Error("MLG008", "Names of functions",
        "'{0}' cannot be the name of a function: it is empty, or has a control character in it");
    public static readonly DiagnosticDescriptor Inaccessible = Error("MLG009", "A guest function can be called from its assembly",
        "'{0}' is a [{1}] and must be public or internal, as must the types that it is in");
    public static readonly DiagnosticDescriptor BadInitializer = Error("MLG010", "Form of an initializer",
        "'{0}' is a [GuestInitialize] and must be static, without parameters, type parameters and result");
    public static readonly DiagnosticDescriptor Catch = Error("MLG011", "Guests have no catch",
        "Guests cannot catch exceptions: a throw ends the guest call, and the host sees its message");
    public static readonly DiagnosticDescriptor TooMany = Error("MLG012", "Number of parameters",
        "'{0}' has more than 128 parameters or results");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Microlight", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
