#include "runner/peer_client.h"

#include <variant>

#include "runner/peer_frames.h"

namespace wfx {
namespace {

JsonWriter Request(const char* what, const std::string& handle) {
  JsonWriter json;
  json.Open('{');
  json.Member("do", what);
  json.Member("handle", handle);
  return json;
}

}  // namespace

Peer::Reply PeerClient::Ask(const std::string& frame) {
  line_.Tell(frame);
  const JsonNode reply = line_.Await(kAnswerBound);
  return {reply.GetBool("succeeded", peer_frames::kName),
          static_cast<std::uint32_t>(reply.GetUnsigned("last_error", peer_frames::kName))};
}

Peer::Reply PeerClient::AskClosed(JsonWriter& json) {
  json.Close('}');
  return Ask(json.Take());
}

void PeerClient::NamePath(JsonWriter& json, const std::string& path) const {
  json.Member("path", path);
}

Peer::Reply PeerClient::Open(const std::string& handle, const std::string& path,
                             std::uint32_t access, std::uint32_t flags) {
  JsonWriter json = Request("open", handle);
  NamePath(json, path);
  json.Member("access", access);
  json.Member("flags", flags);
  const Reply reply = AskClosed(json);
  if (reply.succeeded) line_.open_handles.insert(handle);
  return reply;
}

Peer::Reply PeerClient::Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
                             bool exclusive) {
  JsonWriter json = Request("lock", handle);
  json.Member("offset", offset);
  json.Member("length", length);
  json.Member("exclusive", exclusive);
  return AskClosed(json);
}

Peer::Reply PeerClient::Unlock(const std::string& handle, std::uint64_t offset,
                               std::uint64_t length) {
  JsonWriter json = Request("unlock", handle);
  json.Member("offset", offset);
  json.Member("length", length);
  return AskClosed(json);
}

Peer::Reply PeerClient::Close(const std::string& handle) {
  JsonWriter json = Request("close", handle);
  const Reply reply = AskClosed(json);
  if (reply.succeeded) line_.open_handles.erase(handle);
  return reply;
}

Peer::Reply PeerClient::MakePipe(const std::string& handle, const PeerPipe& pipe) {
  const Reply reply = Ask(peer_frames::FrameOf(handle, pipe));
  if (reply.succeeded) line_.open_handles.insert(handle);
  return reply;
}

PeerReadReply PeerClient::Read(const std::string& handle, std::uint32_t length, Duration at_most) {
  line_.Tell(peer_frames::ReadFrame(handle, length, at_most));
  return peer_frames::ReadReplyOf(line_.Await(at_most + kAnswerBound));
}

std::optional<PeerWriteReply> PeerClient::Write(const PeerWrite& write) {
  const auto frame = line_.AskOrEnd(peer_frames::FrameOf(write), kAnswerBound);
  if (!frame) return std::nullopt;
  return peer_frames::WriteReplyOf(*frame);
}

std::optional<std::vector<PeerCompletion>> PeerClient::Wait(Duration at_most) {
  const auto frame = line_.AskOrEnd(peer_frames::WaitFrame(at_most), at_most + kAnswerBound);
  if (!frame) return std::nullopt;
  return peer_frames::CompletionsOf(*frame);
}

Peer::Reply PeerClient::Assemble(const CrewOrder& order) {
  crew_bound_ = std::visit([](const auto& each) { return each.at_most; }, order) + kAnswerBound;
  return Ask(peer_frames::FrameOf(order));
}

void PeerClient::Release() { line_.Tell(peer_frames::kGo); }
CrewReport PeerClient::Finish() { return peer_frames::ReportOf(line_.Await(crew_bound_)); }

}  // namespace wfx
