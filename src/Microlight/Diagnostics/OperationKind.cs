namespace Microlight.Diagnostics;

/// <summary>What is measured with a duration and an activity.</summary>
internal enum OperationKind
{
    Create,
    Call,
    Restore,
}
