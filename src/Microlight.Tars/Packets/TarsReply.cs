using System.Globalization;

namespace Microlight.Tars;

/// <summary>A reply of any version, told apart and read: version 1 sends a response packet, 2 and 3 a request packet whose status map has the code.</summary>
/// <param name="Version">How <paramref name="Body"/> is encoded.</param>
/// <param name="RequestId">The request's.</param>
/// <param name="Code">How the call ended.</param>
/// <param name="Description">What went wrong, for people.</param>
/// <param name="Body">The results.</param>
/// <param name="Context">What the servant adds for the caller.</param>
/// <param name="Status">What the server's runtime adds for the caller's.</param>
public sealed record TarsReply(TarsVersion Version, int RequestId, TarsReturnCode Code, string Description, ReadOnlyMemory<byte> Body,
    IReadOnlyDictionary<string, string> Context, IReadOnlyDictionary<string, string> Status)
{
    internal const string CodeKey = "STATUS_RESULT_CODE", DescriptionKey = "STATUS_RESULT_DESC";

    /// <summary>Reads a packet, its length left out; <see cref="Body"/> is part of <paramref name="packet"/>.</summary>
    /// <exception cref="TarsDecodeException">It is no reply.</exception>
    public static TarsReply Read(ReadOnlyMemory<byte> packet, TarsLimits? limits = null)
    {
        var version = (TarsVersion)new TarsReader(packet.Span, limits).Read<short, Int16Codec>(1);
        if (version is not (TarsVersion.TupComplex or TarsVersion.TupSimple))
        {
            var response = TarsResponse.Read(packet, limits);
            return new TarsReply(version, response.RequestId, response.Code, response.Description, response.Body, response.Context, response.Status);
        }
        var reply = TarsRequest.Read(packet, limits);
        var code = 0;
        if (reply.Status.TryGetValue(CodeKey, out var text) && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out code))
            throw new TarsDecodeException($"The status {CodeKey} of a reply is no number.");
        return new TarsReply(version, reply.RequestId, (TarsReturnCode)code, reply.Status.GetValueOrDefault(DescriptionKey, ""), reply.Body, reply.Context, reply.Status);
    }

    /// <summary>Writes the reply to a request, in the form of the request's version, without its length.</summary>
    /// <exception cref="TarsEncodeException">A string is not Unicode.</exception>
    internal static void Write(ref TarsWriter writer, TarsRequest request, TarsReturnCode code, string description, ReadOnlyMemory<byte> body,
        IReadOnlyDictionary<string, string> context, IReadOnlyDictionary<string, string> status)
    {
        if (request.Version is not (TarsVersion.TupComplex or TarsVersion.TupSimple))
        {
            new TarsResponse
            {
                RequestId = request.RequestId, MessageType = request.MessageType, Code = code, Description = description,
                Body = body, Context = context, Status = status,
            }.Write(ref writer);
            return;
        }
        var all = new Dictionary<string, string>(status)
        {
            [CodeKey] = ((int)code).ToString(CultureInfo.InvariantCulture),
            [DescriptionKey] = description,
        };
        (request with { PacketType = 0, Timeout = 0, Body = body.IsEmpty ? TarsBodyWriter.Empty : body, Context = context, Status = all }).Write(ref writer);
    }
}
