namespace Microlight.AspNetCore;

/// <summary>What a handler has done so far.</summary>
/// <param name="Requests">Requests that have ended, however.</param>
/// <param name="Failed">Of those, requests whose handler trapped, exited, broke the contract or gave no response.</param>
/// <param name="TimedOut">Of those, requests that took too long.</param>
/// <param name="Rejected">Of those, requests for which there was no room.</param>
/// <param name="Aborted">Of those, requests whose client went away.</param>
/// <param name="Active">Requests in the component now.</param>
/// <param name="Waiting">Requests that wait for others to end.</param>
/// <param name="Instances">Instances that there are now.</param>
public readonly record struct ComponentHttpStatistics(
    long Requests, long Failed, long TimedOut, long Rejected, long Aborted, int Active, int Waiting, int Instances);
