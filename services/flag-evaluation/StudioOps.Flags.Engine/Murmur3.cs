using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace StudioOps.Flags.Engine;

/// <summary>MurmurHash3 x86 32-bit: what flagd and Unleash hash with, so that cohorts can be carried over.</summary>
public static class Murmur3
{
    private const uint C1 = 0xcc9e2d51;
    private const uint C2 = 0x1b873593;

    /// <summary>Hashes bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="seed">Start value.</param>
    public static uint Hash(ReadOnlySpan<byte> data, uint seed = 0) => Begin(seed).Append(data).End();

    internal static State Begin(uint seed) => new(seed, 0, 0);

    private static uint Scramble(uint block) => BitOperations.RotateLeft(block * C1, 15) * C2;

    private static uint Mix(uint hash, uint block) => (BitOperations.RotateLeft(hash ^ Scramble(block), 13) * 5) + 0xe6546b64;

    /// <summary>A hash under way: what is hashed so far, with up to three bytes waiting for their block to fill. Hashing on copies nothing.</summary>
    internal readonly struct State(uint hash, uint waiting, int length)
    {
        /// <summary>Goes on over text, as its UTF-8 bytes.</summary>
        public State Append(ReadOnlySpan<char> text)
        {
            var (h, tail, count) = (hash, waiting, length);
            while (!text.IsEmpty)
            {
                // Four characters at a time while they are ASCII: each is then one byte.
                var shift = (count & 3) * 8;
                while (text.Length >= 4 && Narrow(text, out var block))
                {
                    h = Mix(h, tail | (block << shift));
                    tail = shift == 0 ? 0 : block >> (32 - shift);
                    count += 4;
                    text = text[4..];
                }

                text = text.IsEmpty ? text : text[AppendRune(text, ref h, ref tail, ref count)..];
            }

            return new State(h, tail, count);
        }

        /// <summary>Goes on over bytes.</summary>
        public State Append(ReadOnlySpan<byte> data)
        {
            var (h, tail, count) = (hash, waiting, length);
            foreach (var next in data)
            {
                Append(next, ref h, ref tail, ref count);
            }

            return new State(h, tail, count);
        }

        /// <summary>The hash of everything appended.</summary>
        public uint End()
        {
            var h = hash ^ Scramble(waiting) ^ (uint)length;
            h ^= h >> 16;
            h *= 0x85ebca6b;
            h ^= h >> 13;
            h *= 0xc2b2ae35;
            return h ^ (h >> 16);
        }

        /// <summary>Four characters as four bytes; false when one of them is not ASCII.</summary>
        private static bool Narrow(ReadOnlySpan<char> text, out uint block)
        {
            var four = BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.AsBytes(text));
            var joined = four | (four >> 8);
            block = (uint)(joined & 0xffff) | ((uint)(joined >> 16) & 0xffff0000);
            return (four & 0xff80ff80ff80ff80) == 0;
        }

        private static int AppendRune(ReadOnlySpan<char> text, ref uint h, ref uint tail, ref int count)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var taken);
            Span<byte> bytes = stackalloc byte[4];
            foreach (var next in bytes[..rune.EncodeToUtf8(bytes)])
            {
                Append(next, ref h, ref tail, ref count);
            }

            return taken;
        }

        private static void Append(byte next, ref uint h, ref uint tail, ref int count)
        {
            tail |= (uint)next << ((count & 3) * 8);
            if ((++count & 3) == 0)
            {
                h = Mix(h, tail);
                tail = 0;
            }
        }
    }
}
