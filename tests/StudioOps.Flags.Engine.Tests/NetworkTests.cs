using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace StudioOps.Flags.Engine.Tests;

public sealed class NetworkTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("11.1.2.3", "10.0.0.0/8", false)]
    [InlineData("10.1.2.3", "10.9.9.9/8", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.2", false)]
    [InlineData("10.1.2.3", "10.1.2.2/31", true)]
    [InlineData("10.1.2.3", "10.1.2.3/32", true)]
    [InlineData("255.255.255.255", "0.0.0.0/0", true)]
    [InlineData("2001:db8::1", "0.0.0.0/0", false)]
    [InlineData("::ffff:10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("::ffff:a01:203", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "::ffff:10.0.0.0/104", true)]
    [InlineData("2001:db8::1", "2001:db8::/32", true)]
    [InlineData("2001:db9::1", "2001:db8::/32", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("2001:db8::1", "2001:db8::2/127", false)]
    [InlineData("2001:db8::3", "2001:db8::2/127", true)]
    [InlineData("fe80::1", "::/0", true)]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/128", true)]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304", true)]
    [InlineData("localhost", "0.0.0.0/0", false)]
    [InlineData("10.1.2.3/8", "0.0.0.0/0", false)]
    public void An_address_is_in_its_network(string address, string network, bool expected) => Assert.Equal(expected, Holds(address, network));

    [Fact]
    public void One_network_of_several_is_enough()
    {
        Assert.True(Conditions.Holds(new AttributeNetwork("ip", ["192.168.0.0/16", "10.0.0.0/8"])));
        Assert.False(Conditions.Holds(new AttributeNetwork("ip", [])));
        Assert.False(Conditions.Holds(new AttributeNetwork("seats", ["0.0.0.0/0"])));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("::/129")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.0.0")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0.0000")]
    [InlineData("")]
    [InlineData("192.invalid")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("::1.2.3")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    public void What_is_no_network_is_refused_by_name(string network)
    {
        var problem = Assert.Single(Conditions.Problems(new AttributeNetwork("ip", ["10.0.0.0/8", network])));

        Assert.Equal("rules[0].conditions[0].networks[1]", problem.Field);
        Assert.Contains($"'{network}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_address_is_read_as_the_base_library_reads_it()
    {
        var any = Gen.Elements((byte)0, (byte)0, (byte)0, (byte)1, (byte)127, (byte)255).ArrayOf(16);
        Prop.ForAll(
            any.ToArbitrary(),
            Gen.Choose(0, 128).ToArbitrary(),
            (bytes, prefix) =>
            {
                var (six, four) = (new IPAddress(bytes), new IPAddress(bytes.AsSpan(0, 4)));
                var other = (byte[])bytes.Clone();
                other[prefix / 9] ^= 0x10;
                return Holds(six.ToString(), $"{six}/{prefix}")
                    && Holds(four.ToString(), $"{four}/{prefix % 33}")
                    && Holds(new IPAddress(other).ToString(), $"{six}/{prefix}") == InNetwork(other, bytes, prefix);
            }).QuickCheckThrowOnFailure();
    }

    private static bool InNetwork(byte[] address, byte[] network, int prefix) =>
        Enumerable.Range(0, prefix).All(bit => ((address[bit / 8] ^ network[bit / 8]) & (0x80 >> (bit % 8))) == 0);

    private static bool Holds(string address, string network) =>
        Conditions.Holds(new AttributeNetwork("ip", [network]), new(null, null, [new("ip", FlagValue.Of(address))]));
}
