namespace StudioOps.Contracts;

/// <summary>Who did something, and the operator acting for them if there is one (RFC 8693 §4.1).</summary>
/// <param name="Subject">Stable identity of the subject: a user id, <c>service:NAME</c>, or <c>system:NAME</c>.</param>
/// <param name="Name">What people call them, as it was then.</param>
/// <param name="ActingSubject">The operator who acted as the subject, or null.</param>
/// <param name="ActingName">That operator's name, or null.</param>
public sealed record Actor(string Subject, string Name, string? ActingSubject = null, string? ActingName = null)
{
    /// <summary>The product itself: a reconciler, a scheduler, a seed.</summary>
    public static Actor System(string name) => new($"system:{name}", name);
}
