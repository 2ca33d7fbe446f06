// Delegates: ilc fills in the fields through the Initialize methods, chosen by the kind of target. Multicast is not supported.
namespace System;

using Internal.Runtime;

public abstract class Delegate
{
    internal object m_firstParameter;
    internal object m_helperObject;
    internal nint m_extraFunctionPointerOrData;
    internal nint m_functionPointer;

    /// <summary>A copy that outlives the guest call; null if the object it is bound to does not.</summary>
    internal unsafe Delegate TryCopyToPermanent()
    {
        var isOpen = ReferenceEquals(m_firstParameter, this);
        if ((!isOpen && Heap.IsInCallArena(m_firstParameter)) || Heap.IsInCallArena(m_helperObject)) return null;
        Heap.EnterPermanent();
        var copy = (Delegate)MemberwiseClone();
        Heap.LeavePermanent();
        if (isOpen) copy.m_firstParameter = copy;
        return copy;
    }

    private void InitializeClosedInstance(object firstParameter, nint functionPointer)
    {
        m_functionPointer = functionPointer;
        m_firstParameter = firstParameter;
    }

    private void InitializeClosedInstanceSlow(object firstParameter, nint functionPointer) => InitializeClosedInstance(firstParameter, functionPointer);

    private void InitializeClosedStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        m_extraFunctionPointerOrData = functionPointer;
        m_helperObject = firstParameter;
        m_functionPointer = functionPointerThunk;
        m_firstParameter = this;
    }

    private void InitializeOpenStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        m_firstParameter = this;
        m_functionPointer = functionPointerThunk;
        m_extraFunctionPointerOrData = functionPointer;
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
