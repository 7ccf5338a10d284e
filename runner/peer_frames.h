// How a scenario's process and a peer process speak of writes, and of threads that work at the same
// time, as JSON frames.
#pragma once

#include <string>
#include <vector>

#include "runner/engine/crew_order.h"
#include "runner/json_text.h"

namespace wfx::peer_frames {

inline constexpr const char* kName = "peer";          // of a frame, in messages
inline constexpr const char* kGo = R"({"do":"go"})";  // those that are ready begin

std::string FrameOf(const PeerWrite& write);
std::string FrameOf(const PeerWriteReply& reply);
std::string WaitFrame(Duration at_most);
std::string FrameOf(const std::vector<PeerCompletion>& completions);
std::string FrameOf(const CrewOrder& order);
std::string FrameOf(const CrewReport& report);
std::string FrameOf(const std::string& handle, const PeerPipe& pipe);
std::string ReadFrame(const std::string& handle, std::uint32_t length, Duration at_most);
std::string FrameOf(const PeerReadReply& reply);

// These throw JsonError for a frame that is none of theirs.
PeerWrite WriteOf(const JsonNode& frame);
PeerWriteReply WriteReplyOf(const JsonNode& frame);
Duration BoundOf(const JsonNode& frame);
std::vector<PeerCompletion> CompletionsOf(const JsonNode& frame);
CrewOrder OrderOf(const JsonNode& frame);
CrewReport ReportOf(const JsonNode& frame);
PeerPipe PipeOf(const JsonNode& frame);
PeerReadReply ReadReplyOf(const JsonNode& frame);

}  // namespace wfx::peer_frames
