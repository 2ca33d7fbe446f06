// Delegates: ilc fills in the fields through the Initialize methods, chosen by the kind of target. Multicast is not supported.
namespace System;

using Internal.Runtime;

public abstract class Delegate
{
    internal object _firstParameter;
    internal object _helperObject;
    internal nint _extraFunctionPointerOrData;
    internal nint _functionPointer;

    /// <summary>A copy that outlives the guest call; null if the object it is bound to does not.</summary>
    internal unsafe Delegate TryCopyToPermanent()
    {
        var isOpen = ReferenceEquals(_firstParameter, this);
        if ((!isOpen && Heap.IsInCallArena(_firstParameter)) || Heap.IsInCallArena(_helperObject)) return null;
        Heap.EnterPermanent();
        var copy = (Delegate)MemberwiseClone();
        Heap.LeavePermanent();
        if (isOpen) copy._firstParameter = copy;
        return copy;
    }

    private void InitializeClosedInstance(object firstParameter, nint functionPointer)
    {
        _functionPointer = functionPointer;
        _firstParameter = firstParameter;
    }

    private void InitializeClosedInstanceSlow(object firstParameter, nint functionPointer) => InitializeClosedInstance(firstParameter, functionPointer);

    private void InitializeClosedStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        _extraFunctionPointerOrData = functionPointer;
        _helperObject = firstParameter;
        _functionPointer = functionPointerThunk;
        _firstParameter = this;
    }

    private void InitializeOpenStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        _firstParameter = this;
        _functionPointer = functionPointerThunk;
        _extraFunctionPointerOrData = functionPointer;
    }
}

public abstract class MulticastDelegate : Delegate { }

public delegate void Action();
public delegate void Action<in T>(T argument);
public delegate void Action<in T1, in T2>(T1 first, T2 second);
public delegate void Action<in T1, in T2, in T3>(T1 first, T2 second, T3 third);
public delegate TResult Func<out TResult>();
public delegate TResult Func<in T, out TResult>(T argument);
public delegate TResult Func<in T1, in T2, out TResult>(T1 first, T2 second);
public delegate TResult Func<in T1, in T2, in T3, out TResult>(T1 first, T2 second, T3 third);
public delegate bool Predicate<in T>(T value);
public delegate int Comparison<in T>(T left, T right);
