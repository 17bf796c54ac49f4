using Microsoft.Extensions.Options;
using StudioOps.Gateway.Routing;
using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway;

/// <summary>Counts the streams that are open through this copy: per user, and in all, whoever opened them and however.</summary>
/// <remarks>They are held, not made, so they are counted apart from calls; and here alone, because a stream is open at one copy.</remarks>
internal sealed class OpenStreams(IOptions<RateLimitOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _ofUsers = new(StringComparer.Ordinal);
    private int _total;

    public async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (!Outages.IsStream(context.Request))
        {
            await next(context);
            return;
        }

        var token = context.AccessToken();
        var user = token is null ? null : Allowance.User(token);
        if (!TryOpen(user, token is null ? 0 : options.Value.UserStreams * Allowance.Factor(token, options.Value)))
        {
            await Outages.ComeBackAsync(context.Response, StreamLimits.ComeBackAfter);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            Close(user);
        }
    }

    private bool TryOpen(string? user, double most)
    {
        lock (_gate)
        {
            var held = user is null ? 0 : _ofUsers.GetValueOrDefault(user);
            if (_total >= options.Value.TotalStreams || (user is not null && held >= most))
            {
                return false;
            }

            _total++;
            if (user is not null)
            {
                _ofUsers[user] = held + 1;
            }

            return true;
        }
    }

    private void Close(string? user)
    {
        lock (_gate)
        {
            _total--;
            if (user is not null && --_ofUsers[user] == 0)
            {
                _ofUsers.Remove(user);
            }
        }
    }
}
