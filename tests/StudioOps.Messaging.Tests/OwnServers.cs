using StudioOps.Ledger;

namespace StudioOps.Messaging.Tests;

/// <summary>Servers for tests that kill them; those tests run one after the other.</summary>
public sealed class OwnServers : IAsyncLifetime
{
    public const string Name = "own servers";
    private Task<CrashRig>? _rig;

    public Task<CrashRig> RigAsync() => _rig ??= CrashRig.StartAsync();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_rig is not null)
        {
            await (await _rig).DisposeAsync();
        }
    }
}

[CollectionDefinition(OwnServers.Name)]
public sealed class OwnServersGroup : ICollectionFixture<OwnServers>;
