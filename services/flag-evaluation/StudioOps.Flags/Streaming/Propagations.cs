using StudioOps.Flags.Evaluation;

namespace StudioOps.Flags.Streaming;

/// <summary>The latest changes on their way to the clients of this copy.</summary>
internal sealed class Propagations(Connections connections)
{
    private const int Kept = 64;
    private readonly Lock _gate = new();
    private readonly LinkedList<Propagation> _latest = [];

    /// <summary>Follows a change from its commit on.</summary>
    /// <param name="revision">The change.</param>
    /// <param name="tenant">Whom it is about; null for everyone.</param>
    public void Begin(long revision, Guid? tenant)
    {
        var begun = new Propagation(revision, connections.All.Where(open => tenant is null || open.Ticket.Tenant == tenant).Select(open => open.Id));
        lock (_gate)
        {
            _latest.AddFirst(begun);
            if (_latest.Count > Kept)
            {
                _latest.RemoveLast();
            }
        }
    }

    public Propagation? Find(long revision)
    {
        lock (_gate)
        {
            return _latest.FirstOrDefault(candidate => candidate.Revision == revision);
        }
    }

    /// <summary>Takes the etag of an event, echoed in a question: this client has every change up to that revision. Nobody acknowledges for another.</summary>
    public void Acknowledge(string etag, string subject)
    {
        if (etag.Split('.', 2) is [_, var client] && connections.Find(client)?.Ticket.Bearer.Subject == subject)
        {
            var revision = OfrepTag.Revision(etag);
            foreach (var reached in Latest().Where(candidate => candidate.Revision <= revision))
            {
                reached.Acknowledge(client);
            }
        }
    }

    public void Leave(string client)
    {
        foreach (var propagation in Latest())
        {
            propagation.Leave(client);
        }
    }

    /// <summary>How far a change has come when everyone has it, or the time is up.</summary>
    public async Task<PropagationResource?> AwaitAsync(long revision, TimeSpan atMost, CancellationToken ct)
    {
        if (Find(revision) is not { } propagation)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            while (!propagation.Now().Complete)
            {
                await propagation.ChangeAsync().WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Whoever is missing is told apart by the numbers.
        }

        return propagation.Now();
    }

    private Propagation[] Latest()
    {
        lock (_gate)
        {
            return [.. _latest];
        }
    }
}
