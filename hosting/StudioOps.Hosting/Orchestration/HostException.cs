namespace StudioOps.Hosting.Orchestration;

/// <summary>A reason not to start that is told as one sentence, without a stack.</summary>
internal sealed class HostException(string message) : Exception(message);
