namespace StudioOps.Hosting.Orchestration;

/// <summary>Where a host tells people what happens.</summary>
internal interface IHostConsole
{
    /// <summary>A line a resource printed.</summary>
    void Output(string resource, string line);

    /// <summary>Something the host has to say about a resource.</summary>
    void Say(string resource, string text);
}
