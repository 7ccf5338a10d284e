// Decodes pipes and mailslots that are given.
#include <algorithm>

#include "runner/scenario/decode_given.h"
#include "runner/scenario/decode_remote.h"

namespace wfx {
namespace {

// One server end, or the list of those of several instances.
void DecodeServers(Fields& fields, Decoding& decoding, GivenPipe& pipe) {
  const auto way = fields.ExactlyOne({"server", "servers"});
  if (way == 0u) {
    pipe.server = fields.Text("server", "the name of the handle of its server end");
    return decoding.scope.Declare(Role::kHandle, pipe.server, fields.LineOf("server"));
  }
  if (!way && fields.Has("server")) decoding.scope.Tolerate(fields.Find("server")->string);
  fields.EachOfList("servers", "a list of names", [&](const JsonNode& item) {
    if (!way) return decoding.scope.Tolerate(item.string);
    if (item.kind != JsonNode::Kind::kString) {
      return fields.Wrong("servers", item.line, "expected a name, found " + item.Describe());
    }
    decoding.scope.Declare(Role::kHandle, item.string, item.line);
    (pipe.server.empty() ? pipe.server : pipe.more_servers.emplace_back()) = item.string;
  });
  if (way == 1u && pipe.more_servers.empty()) {
    fields.Wrong("servers", "a list of two names at least; one server end is a \"server\"");
  }
}

// The instances of a pipe after the first are made as its clients come.
void CheckClientsOf(const GivenPipe& pipe, int line, Decoding& decoding) {
  const auto clients = static_cast<std::size_t>(
      std::ranges::count_if(decoding.result.given, [&](const Given& given) {
        const auto* handle = std::get_if<GivenHandle>(&given.item);
        return handle != nullptr && handle->opens == pipe.name;
      }));
  if (pipe.more_servers.empty() || clients == pipe.more_servers.size() + 1) return;
  decoding.errors.Add(line, "\"servers\" in pipe: each server end has its client; " +
                                std::to_string(pipe.more_servers.size() + 1) + " are named, and " +
                                std::to_string(clients) + " given handles open \"" + pipe.name +
                                "\"");
}

}  // namespace

GivenItem DecodePipe(Fields& fields, Decoding& decoding) {
  constexpr std::int64_t kUsualQuota = 4096;
  decoding.Need("named_pipes");
  GivenPipe pipe;
  DecodeServers(fields, decoding, pipe);
  pipe.message_type = fields.OneConstant("type", ConstantKind::kPipeMode, "PIPE_TYPE_", 0) != 0;
  pipe.nowait = fields.Choice<bool>("mode", {{"PIPE_WAIT", false}, {"PIPE_NOWAIT", true}}, false);
  pipe.access = fields.OneConstant("access", ConstantKind::kPipeAccess, "", pipe.access);
  pipe.flags = fields.Constants("flags", {ConstantKind::kFlag}, 0);
  pipe.read_mode = fields.OneConstant("read_mode", ConstantKind::kPipeMode, "PIPE_READMODE_", 0);
  if (pipe.read_mode != 0 && !pipe.message_type) {
    fields.Wrong("read_mode", "PIPE_READMODE_MESSAGE needs \"type\": \"PIPE_TYPE_MESSAGE\"");
  }
  pipe.quota = fields.Size("quota", 0, kMostDword, kUsualQuota);
  pipe.connect = fields.Bool("connect", true);
  DecodeMaker(fields, decoding, pipe);
  return pipe;
}

GivenItem DecodeMailslot(Fields& fields, Decoding& decoding) {
  decoding.Need("mailslots");
  GivenMailslot slot;
  slot.server = fields.Text("server", "the name of the handle of its reading end");
  decoding.scope.Declare(Role::kHandle, slot.server, fields.LineOf("server"));
  slot.longest = fields.Size("longest", 0, kMostDword, 0);
  slot.read_timeout = fields.Time("read_timeout", "0 ms");
  return slot;
}

void CheckClients(Decoding& decoding) {
  for (const Given& given : decoding.result.given) {
    const auto* pipe = std::get_if<GivenPipe>(&given.item);
    if (pipe != nullptr) CheckClientsOf(*pipe, given.line, decoding);
  }
}

}  // namespace wfx
