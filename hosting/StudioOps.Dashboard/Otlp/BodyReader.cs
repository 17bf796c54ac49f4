using System.Buffers;
using System.IO.Compression;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Reads a request's body, decompressed where need be, and no more than a limit of it.</summary>
internal sealed class BodyReader(int mostBytes)
{
    private const int FirstGuess = 64 * 1024;

    public async Task<Body> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > mostBytes)
        {
            throw TooLarge();
        }

        await using var content = request.Headers.ContentEncoding.ToString() switch
        {
            "" or "identity" => request.Body,
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            var other => throw new BadHttpRequestException($"The content encoding {other} is not known; send gzip or none.", StatusCodes.Status415UnsupportedMediaType),
        };
        var body = new Body(ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(request.ContentLength ?? 0, FirstGuess), mostBytes)));
        try
        {
            int read;
            while ((read = await content.ReadAsync(body.Room(), context.RequestAborted)) > 0)
            {
                if (body.Add(read) > mostBytes)
                {
                    throw TooLarge();
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private BadHttpRequestException TooLarge() => new($"A request may have {mostBytes} bytes.", StatusCodes.Status413PayloadTooLarge);

    /// <summary>Rented memory that grows.</summary>
    internal sealed class Body(byte[] buffer) : IDisposable
    {
        private byte[] _buffer = buffer;
        private int _length;

        public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

        public Memory<byte> Room()
        {
            if (_length == _buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }

            return _buffer.AsMemory(_length);
        }

        public int Add(int read) => _length += read;

        public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
    }
}
