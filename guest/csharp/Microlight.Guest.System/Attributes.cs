// Attributes that the C# compiler writes or that ilc reads from the system module.
namespace System
{
    public class Attribute { }

    public enum AttributeTargets { Class = 4, Constructor = 0x20, Method = 0x40, All = 0x7fff }

    public sealed class AttributeUsageAttribute : Attribute
    {
        public AttributeUsageAttribute(AttributeTargets targets) { }
        public bool AllowMultiple { get; set; }
        public bool Inherited { get; set; }
    }

    public sealed class ParamArrayAttribute : Attribute { }
}

namespace System.Reflection
{
    public sealed class DefaultMemberAttribute : Attribute { public DefaultMemberAttribute(string name) { } }
}

namespace System.Runtime
{
    /// <summary>The method is a symbol of the object file under this name.</summary>
    public sealed class RuntimeExportAttribute : Attribute { public RuntimeExportAttribute(string name) { } }

    /// <summary>The method's body is an undefined symbol of the object file; a call is a plain call instruction.</summary>
    public sealed class RuntimeImportAttribute : Attribute
    {
        public RuntimeImportAttribute(string name) { }
        public RuntimeImportAttribute(string library, string name) { }
    }
}

namespace System.Runtime.InteropServices
{
    public enum CallingConvention { Winapi = 1, Cdecl = 2 }
    public enum LayoutKind { Sequential = 0, Explicit = 2, Auto = 3 }
    public sealed class UnmanagedType { }

    public sealed class StructLayoutAttribute : Attribute
    {
        public StructLayoutAttribute(LayoutKind kind) { }
        public int Size;
        public int Pack;
    }

    public sealed class FieldOffsetAttribute : Attribute { public FieldOffsetAttribute(int offset) { } }
    public sealed class SuppressGCTransitionAttribute : Attribute { }

    public sealed class UnmanagedCallersOnlyAttribute : Attribute
    {
        public string EntryPoint;
        public Type[] CallConvs;
    }

    public sealed class DllImportAttribute : Attribute
    {
        public DllImportAttribute(string library) { }
        public string EntryPoint;
    }
}

namespace System.Runtime.CompilerServices
{
    public sealed class IntrinsicAttribute : Attribute { }
    public sealed class SkipLocalsInitAttribute : Attribute { }
    public sealed class ExtensionAttribute : Attribute { }
    public class IsVolatile { }
    public class CallConvCdecl { }
    public class CallConvSuppressGCTransition { }

    public enum MethodImplOptions
    {
        NoInlining = 8, NoOptimization = 64, AggressiveInlining = 256, AggressiveOptimization = 512, InternalCall = 0x1000,
    }

    public sealed class MethodImplAttribute : Attribute { public MethodImplAttribute(MethodImplOptions options) { } }

    public class RuntimeHelpers
    {
        // Where the characters of a string literal start; unused, but the C# compiler asks for it.
        public static int OffsetToStringData => 12;
    }

    public static class RuntimeFeature
    {
        public const string NumericIntPtr = nameof(NumericIntPtr);
        public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);
    }
}
