using System.Net;
using Polly;
using Polly.Retry;

namespace StudioOps.ServiceDefaults;

/// <summary>Two quick retries for requests that may be repeated, and ten seconds for each attempt.</summary>
internal sealed class Resilience : DelegatingHandler
{
    private static readonly ResiliencePipeline<HttpResponseMessage> Attempt =
        new ResiliencePipelineBuilder<HttpResponseMessage>().AddTimeout(TimeSpan.FromSeconds(10)).Build();

    private static readonly ResiliencePipeline<HttpResponseMessage> Repeat =
        new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .HandleResult(response => response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable),
            })
            .AddTimeout(TimeSpan.FromSeconds(10))
            .Build();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A body that was sent once cannot be sent again unless it is kept.
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        var pipeline = request.Method == HttpMethod.Post || request.Method == HttpMethod.Patch ? Attempt : Repeat;
        return await pipeline.ExecuteAsync(
            static async (state, ct) => await state.Handler.SendOnceAsync(state.Request, ct), (Handler: this, Request: request), cancellationToken);
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken ct) => base.SendAsync(request, ct);
}
