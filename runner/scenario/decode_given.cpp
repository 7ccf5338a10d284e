// Decodes what is given, and the words that given items and steps share.
#include "runner/scenario/decode_given.h"

#include <algorithm>

#include "runner/scenario/decode_remote.h"
#include "runner/scenario/decode_stream.h"

namespace wfx {
namespace {

GivenItem DecodeFile(Fields& fields, Decoding& decoding) {
  using Fill = GivenFile::Fill;
  GivenFile file;
  file.size = fields.Size("size", 0, kMostBytes);
  file.filled_with = fields.Choice<Fill>(
      "filled_with",
      {{"random", Fill::kRandom}, {"zeros", Fill::kZeros}, {"nothing", Fill::kNothing}},
      Fill::kRandom);
  file.sparse = fields.Bool("sparse", false);
  file.compressed = fields.Bool("compressed", false);
  file.encrypted = fields.Bool("encrypted", false);
  if (file.sparse) decoding.Need("sparse_files");
  if (file.compressed) decoding.Need("compressed_files");
  if (file.encrypted) decoding.Need("encrypted_files");
  if (fields.Has("last_write")) file.last_write = fields.Time("last_write", "0 s");
  if (fields.Has("attributes")) {
    file.attributes = fields.Constants("attributes", {ConstantKind::kAttribute}, std::nullopt);
  }
  return file;
}

GivenItem DecodeStream(Fields& fields, Decoding& decoding) {
  decoding.Need("named_streams");
  GivenFile stream;
  stream.of = decoding.scope.Refer(fields, "of", {Role::kFile});
  stream.size = fields.Size("size", 0, kMostBytes);
  if (fields.Has("last_write")) stream.last_write = fields.Time("last_write", "0 s");
  return stream;
}

GivenItem DecodeDirectory(Fields&, Decoding&) { return GivenDirectory(); }

void DecodeReadMode(Fields& fields, Decoding& decoding, GivenHandle& handle) {
  handle.read_mode = fields.OneConstant("read_mode", ConstantKind::kPipeMode, "PIPE_READMODE_", 0);
  if (fields.Has("read_mode") && !handle.opens.empty() &&
      !decoding.scope.Is(Role::kPipe, handle.opens)) {
    fields.Wrong("read_mode", "only a pipe has one; \"" + handle.opens + "\" is none");
  }
}

// A communications device is of no use before its time-outs are set
// (device.serial_needs_its_time_outs).
void DecodeLine(Fields& fields, GivenHandle& handle) {
  if (handle.opens == kSerial) fields.Require("write_timeout", "a duration such as \"200 ms\"");
  handle.write_timeout = fields.Time("write_timeout", "0 ms");
  handle.held = fields.Choice<bool>("line", {{"free", false}, {"held", true}}, false);
  if (handle.opens == kSerial) return;
  for (const std::string_view key : {"write_timeout", "line"})
    fields.Refuse(key, "only a serial port has one");
}

GivenItem DecodeHandle(Fields& fields, Decoding& decoding) {
  using Special = GivenHandle::Special;
  GivenHandle handle;
  const auto way = fields.ExactlyOne({"opens", "duplicates", "is"});
  if (way == 0u) {
    DecodeOpened(fields, decoding, handle);
    DecodeReadMode(fields, decoding, handle);
    DecodeLine(fields, handle);
    handle.opened_by = decoding.scope.Actor(fields, "by");
    if (!handle.in.empty() && decoding.scope.Is(Role::kProcess, handle.opened_by))
      fields.Wrong("in", "a transaction belongs to the scenario's own process");
    if (handle.opens == kSerial && decoding.scope.Is(Role::kProcess, handle.opened_by))
      fields.Wrong("by", "a serial port is opened here, where its time-outs are set");
    CheckRemoteOpen(fields, decoding, handle);
    return handle;
  }
  for (const std::string_view key : {"access", "flags", "share", "disposition", "read_mode", "in",
                                     "by", "write_timeout", "line"}) {
    if (way) {
      fields.Refuse(key, "belongs to a handle that opens something");
    } else {
      fields.Find(key);
    }
  }
  if (way == 1u) handle.duplicates = decoding.scope.Refer(fields, "duplicates", {Role::kHandle});
  if (way == 2u) {
    handle.is =
        fields.Choice<Special>("is", {{"INVALID_HANDLE_VALUE", Special::kInvalidHandleValue},
                                      {"NULL", Special::kNull},
                                      {"closed", Special::kClosed},
                                      {"event", Special::kEvent}});
  }
  return handle;
}

GivenItem DecodeLock(Fields& fields, Decoding& decoding) {
  return DecodeRange(fields, decoding, nullptr);
}

GivenItem DecodeEvent(Fields& fields, Decoding&) {
  GivenEvent event;
  event.manual_reset = fields.Bool("manual_reset", true);
  event.signaled = fields.Bool("signaled", false);
  return event;
}

GivenItem DecodePort(Fields& fields, Decoding& decoding) {
  decoding.Need("completion_ports");
  GivenCompletionPort port;
  fields.EachOfList("binds", "a list of handles", [&](const JsonNode& item) {
    port.binds.push_back(decoding.scope.ReferIn(fields, "binds", item, {Role::kHandle}));
  });
  return port;
}

GivenItem DecodeBuffer(Fields& fields, Decoding&) {
  using Protection = GivenBuffer::Protection;
  GivenBuffer buffer;
  buffer.length = fields.Size("length", 0, kMostDword);
  buffer.address = fields.Size("address", 0, kMostDword, 0);
  buffer.protection = DecodeProtection(fields, Protection::kReadWrite);
  buffer.filled = fields.Choice<bool>("filled_with", {{"data", true}, {"nothing", false}}, true);
  buffer.no_access_from = fields.SizeIfAny("no_access_from", 0, kMostDword);
  return buffer;
}

GivenItem DecodeSpace(Fields& fields, Decoding& decoding) {
  decoding.Need("fillable_volume");
  GivenSpace space;
  space.leaves = fields.Size("leaves", 0, kMostBytes);
  return space;
}

GivenItem DecodeOverlapped(Fields&, Decoding&) { return GivenOverlapped(); }
GivenItem DecodeThread(Fields&, Decoding&) { return GivenThread(); }

struct GivenKind {
  std::string_view name;
  std::optional<Role> role;  // none: its first key refers to something instead of naming it
  GivenItem (*decode)(Fields&, Decoding&);
};

constexpr GivenKind kGivenKinds[] = {
    {"file", Role::kFile, DecodeFile},
    {"stream", Role::kFile, DecodeStream},
    {"directory", Role::kDirectory, DecodeDirectory},
    {"handle", Role::kHandle, DecodeHandle},
    {"lock", std::nullopt, DecodeLock},
    {"pipe", Role::kPipe, DecodePipe},
    {"event", Role::kEvent, DecodeEvent},
    {"completion_port", Role::kPort, DecodePort},
    {"buffer", Role::kBuffer, DecodeBuffer},
    {"overlapped", Role::kOverlapped, DecodeOverlapped},
    {"stream_async", Role::kStream, DecodeStreamAsync},
    {"thread", Role::kThread, DecodeThread},
    {"process", Role::kProcess, DecodeProcess},
    {"mailslot", Role::kMailslot, DecodeMailslot},
    {"space", Role::kSpace, DecodeSpace},
    {"view", Role::kView, DecodeView},
    {"oplock", Role::kOplock, DecodeOplock},
    {"transaction", Role::kTransaction, DecodeTransaction},
    {"sockets", Role::kSockets, DecodeSockets},
};

// Every given but a lock has a name.
void SetName(GivenItem& item, const std::string& name) {
  std::visit(
      [&](auto& given) {
        if constexpr (requires { given.name; }) given.name = name;
      },
      item);
}

void DecodeItem(const JsonNode& node, Decoding& decoding) {
  std::vector<std::string_view> names;
  for (const GivenKind& kind : kGivenKinds) names.push_back(kind.name);
  const std::string name_of_kind = KindOf(node, "given", names, decoding);
  if (name_of_kind.empty()) return;
  const GivenKind& kind = *std::ranges::find(kGivenKinds, name_of_kind, &GivenKind::name);
  Fields fields(node, name_of_kind, decoding.errors);
  Given given{fields.LineOf(kind.name), name_of_kind, {}};
  std::string name;
  if (kind.role) name = fields.Text(kind.name, "its name");
  given.item = kind.decode(fields, decoding);
  SetName(given.item, name);
  // After decoding, so that nothing refers to itself.
  if (kind.role) decoding.scope.Declare(*kind.role, name, given.line);
  fields.Finish();
  decoding.result.given.push_back(std::move(given));
}

}  // namespace

void Decoding::Need(std::string_view capability) {
  if (std::ranges::find(result.needs, capability) == result.needs.end())
    result.needs.emplace_back(capability);
}

std::string KindOf(const JsonNode& node, std::string_view what,
                   std::span<const std::string_view> kinds, Decoding& decoding) {
  if (node.kind != JsonNode::Kind::kObject || node.members.empty()) {
    decoding.errors.Add(
        node.line, "each item of \"" + std::string(what) +
                       "\" is an object that begins with its kind, such as {\"" +
                       std::string(kinds.front()) + "\": ...}; found " +
                       (node.kind == JsonNode::Kind::kObject ? "an empty one" : node.Describe()));
    return {};
  }
  const std::string& first = node.members.front().first;
  if (std::ranges::find(kinds, first) != kinds.end()) return first;
  std::string message =
      "unknown kind \"" + first + "\" in " + std::string(what) + Suggestion(first, kinds, "kinds");
  decoding.scope.Tolerate(node.members.front().second.string);
  for (const auto& [key, value] : node.members) {
    if (std::ranges::find(kinds, key) == kinds.end()) continue;
    message = "an item of \"" + std::string(what) + "\" begins with its kind; put \"" + key +
              "\" before \"" + first + "\"";
    decoding.scope.Tolerate(value.string);
    break;
  }
  decoding.errors.Add(node.member_lines.front(), message);
  return {};
}

void DecodeOpened(Fields& fields, Decoding& decoding, GivenHandle& handle) {
  handle.opens = decoding.scope.Refer(
      fields, "opens", {Role::kFile, Role::kDirectory, Role::kPipe, Role::kMailslot},
      {"NUL", "volume", "disk", "raw_volume", kConsoleBuffer, kSerial});
  if (handle.opens == kConsoleBuffer) decoding.Need("console");
  if (handle.opens == kSerial) {
    decoding.Need("serial_port");
    handle.share = 0;  // as its documentation asks
  }
  if (handle.opens == "volume") decoding.Need("sacrificial_volume");
  if (handle.opens == "disk") decoding.Need("sacrificial_disk");
  if (handle.opens == "raw_volume") decoding.Need("raw_volume");
  handle.access = fields.Constants("access", {ConstantKind::kAccess}, std::nullopt);
  handle.flags = fields.Constants("flags", {ConstantKind::kFlag, ConstantKind::kAttribute}, 0);
  constexpr std::uint32_t kNoBuffering = 0x20000000;
  if ((handle.flags & kNoBuffering) != 0) decoding.Need("unbuffered_io");
  handle.share = fields.Constants("share", {ConstantKind::kShare}, handle.share);
  handle.disposition =
      fields.OneConstant("disposition", ConstantKind::kDisposition, "", handle.disposition);
  handle.in = decoding.scope.ReferIfAny(fields, "in", {Role::kTransaction});
  if (!handle.in.empty() && !handle.opens.empty() &&
      !decoding.scope.Is(Role::kFile, handle.opens)) {
    fields.Wrong("in", "only a file is opened in a transaction; \"" + handle.opens + "\" is none");
  }
}

Lock DecodeRange(Fields& fields, Decoding& decoding, std::string* actor) {
  decoding.Need("byte_range_locks");
  Lock lock;
  lock.file = decoding.scope.Refer(fields, fields.what(), {Role::kFile});
  const JsonNode* by = fields.Find("by");
  const bool outsider =
      by != nullptr && (by->string == "another_process" || by->string == "another_handle");
  if (actor != nullptr && !outsider) {
    lock.handle = decoding.scope.Refer(fields, "handle", {Role::kHandle});
    *actor = decoding.scope.Actor(fields, "by");
  } else if (const auto owner = fields.ExactlyOne({"by", "handle"}); owner == 0u) {
    lock.by = fields.Choice<Lock::By>("by", {{"another_process", Lock::By::kAnotherProcess},
                                             {"another_handle", Lock::By::kAnotherHandle}});
    if (lock.by == Lock::By::kAnotherProcess) decoding.Need("another_process");
  } else if (owner == 1u) {
    lock.handle = decoding.scope.Refer(fields, "handle", {Role::kHandle});
  }
  if (fields.what() == "lock") {
    lock.exclusive = fields.Choice<bool>("kind", {{"exclusive", true}, {"shared", false}}, true);
  }
  lock.offset = fields.Size("offset", kLeastOffset, kMostBytes, 0);
  lock.length = fields.UnsignedSize("length");
  return lock;
}

GivenBuffer::Protection DecodeProtection(Fields& fields,
                                         std::optional<GivenBuffer::Protection> absent) {
  using Protection = GivenBuffer::Protection;
  return fields.Choice<Protection>("protection",
                                   {{"PAGE_READWRITE", Protection::kReadWrite},
                                    {"PAGE_READONLY", Protection::kReadOnly},
                                    {"PAGE_NOACCESS", Protection::kNoAccess}},
                                   absent);
}

void DecodeGiven(const JsonNode& node, Decoding& decoding) {
  if (node.kind != JsonNode::Kind::kArray) {
    decoding.errors.Add(node.line, "\"given\": expected a list, found " + node.Describe());
    return;
  }
  for (const JsonNode& item : node.items) DecodeItem(item, decoding);
  CheckClients(decoding);
}

}  // namespace wfx
