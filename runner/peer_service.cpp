#include "runner/peer_service.h"

#include "reports/json_writer.h"
#include "runner/peer_frames.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

std::string ReplyFrame(const Peer::Reply& reply) {
  JsonWriter json;
  json.Open('{');
  json.Member("succeeded", reply.succeeded);
  json.Member("last_error", reply.last_error);
  json.Close('}');
  return json.Take();
}

}  // namespace

void PeerService::Check(const JsonNode&) const {}

std::string PeerService::PathOf(const JsonNode& request) const {
  return request.GetString("path", peer_frames::kName);
}

Peer::Reply PeerService::Open(const JsonNode& request) {
  return handles_.Open(request.GetString("handle", peer_frames::kName), PathOf(request),
                       static_cast<DWORD>(request.GetUnsigned("access", peer_frames::kName)),
                       static_cast<DWORD>(request.GetUnsigned("flags", peer_frames::kName)));
}

Peer::Reply PeerService::Done(const JsonNode& request) {
  const std::string& what = request.GetString("do", peer_frames::kName);
  const std::string& name = request.GetString("handle", peer_frames::kName);
  if (what == "open") return Open(request);
  if (what == "make_pipe") return handles_.MakePipe(name, peer_frames::PipeOf(request));
  if (what == "close") return handles_.Close(name);
  const std::uint64_t offset = request.GetUnsigned("offset", peer_frames::kName);
  const std::uint64_t length = request.GetUnsigned("length", peer_frames::kName);
  if (what == "unlock") return handles_.Unlock(name, offset, length);
  if (what == "lock")
    return handles_.Lock(name, offset, length, request.GetBool("exclusive", peer_frames::kName));
  throw JsonError(peer_frames::kName, request.line,
                  "a peer does not know what \"" + what + "\" is");
}

std::string PeerService::AnswerTo(const JsonNode& request) {
  Check(request);
  const std::string& what = request.GetString("do", peer_frames::kName);
  if (what == "write") {
    const PeerWrite write = peer_frames::WriteOf(request);
    if (write.no_overlapped || write.no_routine) CrashPlainly();
    return peer_frames::FrameOf(handles_.Write(write));
  }
  if (what == "read") {
    return peer_frames::FrameOf(
        handles_.Read(request.GetString("handle", peer_frames::kName),
                      static_cast<std::uint32_t>(request.GetUnsigned("length", peer_frames::kName)),
                      peer_frames::BoundOf(request)));
  }
  if (what == "wait") return peer_frames::FrameOf(handles_.Wait(peer_frames::BoundOf(request)));
  if (what == "crew") return ReplyFrame(handles_.Assemble(peer_frames::OrderOf(request)));
  if (what != "go") return ReplyFrame(Done(request));
  handles_.Release();
  return peer_frames::FrameOf(handles_.Finish());
}

}  // namespace wfx
