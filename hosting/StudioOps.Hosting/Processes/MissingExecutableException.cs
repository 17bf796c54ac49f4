namespace StudioOps.Hosting.Processes;

/// <summary>A program this machine lacks; the message says what to install.</summary>
public sealed class MissingExecutableException(string message) : Exception(message);
