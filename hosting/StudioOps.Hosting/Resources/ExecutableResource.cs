namespace StudioOps.Hosting;

public class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal ExecutableResource(string name, string command, string workingDirectory)
        : base(name)
    {
        Command = command;
        WorkingDirectory = workingDirectory;
    }

    public string Command { get; }

    public string WorkingDirectory { get; }
}

public class JavaScriptAppResource : ExecutableResource
{
    internal JavaScriptAppResource(string name, string command, string workingDirectory)
        : base(name, command, workingDirectory)
    {
    }

    /// <summary>Whether packages are installed from the lock file before the start.</summary>
    internal bool InstallsPackages { get; set; }
}

public sealed class NodeAppResource : JavaScriptAppResource
{
    internal NodeAppResource(string name, string workingDirectory)
        : base(name, "node", workingDirectory)
    {
    }
}
