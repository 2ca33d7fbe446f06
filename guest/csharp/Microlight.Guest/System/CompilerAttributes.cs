// Attributes and marker types that the C# compiler or ilc looks up by name. What the compiler can make by itself is not here.
namespace System
{
    public abstract class Attribute { }

    [Flags]
    public enum AttributeTargets
    {
        Assembly = 1, Class = 4, Struct = 8, Enum = 0x10, Constructor = 0x20, Method = 0x40, Property = 0x80, Field = 0x100, Interface = 0x400,
        Parameter = 0x800, Delegate = 0x1000, ReturnValue = 0x2000, GenericParameter = 0x4000, All = 0x7fff,
    }

    public sealed class AttributeUsageAttribute(AttributeTargets validOn) : Attribute
    {
        public AttributeTargets ValidOn { get; } = validOn;
        public bool AllowMultiple { get; set; }
        public bool Inherited { get; set; }
    }

    public sealed class FlagsAttribute : Attribute { }
    public sealed class ParamArrayAttribute : Attribute { }

    public sealed class ObsoleteAttribute(string message = null, bool error = false) : Attribute
    {
        public string Message { get; } = message;
        public bool IsError { get; } = error;
    }
}

namespace System.Reflection
{
    public sealed class DefaultMemberAttribute(string memberName) : Attribute
    {
        public string MemberName { get; } = memberName;
    }
}

namespace System.Diagnostics
{
    public sealed class ConditionalAttribute(string conditionString) : Attribute
    {
        public string ConditionString { get; } = conditionString;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    public sealed class DoesNotReturnAttribute : Attribute { }
    public sealed class NotNullAttribute : Attribute { }
    public sealed class MaybeNullAttribute : Attribute { }
    public sealed class NotNullWhenAttribute(bool returnValue) : Attribute { public bool ReturnValue { get; } = returnValue; }
    public sealed class MaybeNullWhenAttribute(bool returnValue) : Attribute { public bool ReturnValue { get; } = returnValue; }
    public sealed class SetsRequiredMembersAttribute : Attribute { }
    public sealed class UnscopedRefAttribute : Attribute { }

    public sealed class SuppressMessageAttribute(string category, string checkId) : Attribute
    {
        public string Category { get; } = category;
        public string CheckId { get; } = checkId;
        public string Justification { get; set; }
    }
}

namespace System.Runtime
{
    /// <summary>The method is a symbol of the object file under this name.</summary>
    public sealed class RuntimeExportAttribute(string entry) : Attribute { public string Entry { get; } = entry; }

    /// <summary>The method's body is an undefined symbol of the object file; a call is a plain call instruction.</summary>
    public sealed class RuntimeImportAttribute(string library, string entry) : Attribute
    {
        public string Library { get; } = library;
        public string Entry { get; } = entry;
    }
}

namespace System.Runtime.InteropServices
{
    public enum CallingConvention { Winapi = 1, Cdecl = 2, StdCall = 3 }
    public enum CharSet { None = 1, Ansi = 2, Unicode = 3, Auto = 4 }
    public enum LayoutKind { Sequential = 0, Explicit = 2, Auto = 3 }
    public enum UnmanagedType { Bool = 2 }
    public sealed class InAttribute : Attribute { }
    public sealed class OutAttribute : Attribute { }
    public sealed class FieldOffsetAttribute(int offset) : Attribute { public int Value { get; } = offset; }

    public sealed class StructLayoutAttribute(LayoutKind layoutKind) : Attribute
    {
        public LayoutKind Value { get; } = layoutKind;
        public int Size;
        public int Pack;
        public CharSet CharSet;
    }

    public sealed class UnmanagedCallersOnlyAttribute : Attribute
    {
        public string EntryPoint;
        public Type[] CallConvs;
    }

    public sealed class DllImportAttribute(string dllName) : Attribute
    {
        public string Value { get; } = dllName;
        public string EntryPoint;
    }
}

namespace System.Runtime.Versioning
{
    public sealed class TargetFrameworkAttribute(string frameworkName) : Attribute
    {
        public string FrameworkName { get; } = frameworkName;
        public string FrameworkDisplayName { get; set; }
    }
}

namespace System.Runtime.CompilerServices
{
    public sealed class IntrinsicAttribute : Attribute { }
    public sealed class SkipLocalsInitAttribute : Attribute { }
    public sealed class ExtensionAttribute : Attribute { }
    public sealed class CompilerGeneratedAttribute : Attribute { }
    public sealed class IsExternalInit { }
    public sealed class IsVolatile { }
    public sealed class RequiredMemberAttribute : Attribute { }
    public sealed class InlineArrayAttribute(int length) : Attribute { public int Length { get; } = length; }
    public sealed class IndexerNameAttribute(string indexerName) : Attribute { public string Name { get; } = indexerName; }
    public sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute { public string ParameterName { get; } = parameterName; }
    public sealed class InterpolatedStringHandlerAttribute : Attribute { }
    public sealed class TupleElementNamesAttribute(string[] transformNames) : Attribute { public string[] Names { get; } = transformNames; }
    public sealed class UnsafeValueTypeAttribute : Attribute { }

    public sealed class FixedBufferAttribute(Type elementType, int length) : Attribute
    {
        public Type ElementType { get; } = elementType;
        public int Length { get; } = length;
    }

    public sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
        public bool IsOptional { get; init; }
    }

    public sealed class CollectionBuilderAttribute(Type builderType, string methodName) : Attribute
    {
        public Type BuilderType { get; } = builderType;
        public string MethodName { get; } = methodName;
    }

    public sealed class InternalsVisibleToAttribute(string assemblyName) : Attribute { public string AssemblyName { get; } = assemblyName; }

    public enum MethodImplOptions
    {
        NoInlining = 8, NoOptimization = 64, AggressiveInlining = 256, AggressiveOptimization = 512, InternalCall = 0x1000,
    }

    public sealed class MethodImplAttribute(MethodImplOptions methodImplOptions) : Attribute
    {
        public MethodImplOptions Value { get; } = methodImplOptions;
    }

    public static class RuntimeFeature
    {
        public const string NumericIntPtr = nameof(NumericIntPtr);
        public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);
        public const string ByRefFields = nameof(ByRefFields);
        public const string ByRefLikeGenerics = nameof(ByRefLikeGenerics);
        public const string DefaultImplementationsOfInterfaces = nameof(DefaultImplementationsOfInterfaces);
        public const string VirtualStaticsInInterfaces = nameof(VirtualStaticsInInterfaces);
    }

    public static unsafe class RuntimeHelpers
    {
        // Where the characters of a string start: the C# compiler asks for it when it pins one.
        public static int OffsetToStringData => 12;

        [Intrinsic] public static bool IsReferenceOrContainsReferences<T>() => IsReferenceOrContainsReferences<T>();
        [Intrinsic] public static void InitializeArray(Array array, RuntimeFieldHandle fieldHandle) => throw null;
        [Intrinsic] public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle fieldHandle) => throw null;

        public static T[] GetSubArray<T>(T[] array, Range range)
        {
            var start = range.Start.GetOffset(array.Length);
            return new ReadOnlySpan<T>(array, start, range.End.GetOffset(array.Length) - start).ToArray();
        }
    }
}
