#include "runner/peer_process.h"

#include <mutex>
#include <set>
#include <stdexcept>
#include <variant>

#include "reports/json_writer.h"
#include "runner/json_text.h"
#include "runner/peer_frames.h"
#include "runner/peer_handles.h"
#include "runner/process/child.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

// No call of a peer waits for anything; a start of the process does.
constexpr std::chrono::seconds kAnswerBound{20};
constexpr std::chrono::seconds kPeerEndBound{5};
constexpr const char* kFrame = peer_frames::kName;

std::string ReplyFrame(const Peer::Reply& reply) {
  JsonWriter json;
  json.Open('{');
  json.Member("succeeded", reply.succeeded);
  json.Member("last_error", reply.last_error);
  json.Close('}');
  return json.Take();
}

// One peer process and which of its handles are open.
class PeerProcess {
 public:
  PeerProcess(const std::string& program, const std::vector<std::string>& arguments)
      : child_(program, arguments) {}

  void Tell(const std::string& frame) {
    healthy_ = false;
    if (!child_.Send(frame)) throw std::runtime_error("the peer process has ended");
  }

  JsonNode Await(Duration bound) {
    healthy_ = false;
    const Child::Received received = child_.Receive(bound);
    if (received.kind == Child::Received::Kind::kTimeout)
      throw std::runtime_error("the peer process does not answer");
    if (received.kind == Child::Received::Kind::kEnded)
      throw std::runtime_error("the peer process has ended");
    JsonNode reply = ParseJson(received.frame, kFrame);
    healthy_ = true;
    return reply;
  }

  Peer::Reply Ask(const std::string& frame) {
    Tell(frame);
    const JsonNode reply = Await(kAnswerBound);
    return {reply.GetBool("succeeded", kFrame),
            static_cast<std::uint32_t>(reply.GetUnsigned("last_error", kFrame))};
  }

  // None when the process ended instead of answering: then `exit_code` says how.
  std::optional<JsonNode> AskOrEnd(const std::string& frame, Duration bound) {
    // It may not be given to the next scenario: what it wrote may still be under way.
    open_handles.insert("");
    Tell(frame);
    const Child::Received received = child_.Receive(bound);
    if (received.kind == Child::Received::Kind::kTimeout)
      throw std::runtime_error("the peer process does not answer");
    if (received.kind == Child::Received::Kind::kFrame) {
      healthy_ = true;
      return ParseJson(received.frame, kFrame);
    }
    const auto code = child_.End(kPeerEndBound);
    if (!code) throw std::runtime_error("the peer process closed its output and did not end");
    exit_code = *code;
    return std::nullopt;
  }

  // Its open handles, such as those that hold locks, end with it.
  void End() { child_.End(kPeerEndBound); }
  bool clean() const { return healthy_ && open_handles.empty(); }

  std::set<std::string> open_handles;
  std::uint32_t exit_code = 0;

 private:
  Child child_;
  bool healthy_ = true;
};

}  // namespace

struct PeerPool::State {
  std::string program;
  std::vector<std::string> arguments;
  std::mutex mutex;
  std::vector<std::unique_ptr<PeerProcess>> idle;

  std::unique_ptr<PeerProcess> Take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        std::unique_ptr<PeerProcess> process = std::move(idle.back());
        idle.pop_back();
        return process;
      }
    }
    return std::make_unique<PeerProcess>(program, arguments);
  }

  void GiveBack(std::unique_ptr<PeerProcess> process) {
    if (!process->clean()) {
      process->End();
      return;
    }
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(process));
  }

  class PooledPeer;
};

class PeerPool::State::PooledPeer : public Peer {
 public:
  explicit PooledPeer(std::shared_ptr<State> pool)
      : pool_(std::move(pool)), process_(pool_->Take()) {}
  ~PooledPeer() override { pool_->GiveBack(std::move(process_)); }

  Reply Open(const std::string& handle, const std::string& path, std::uint32_t access,
             std::uint32_t flags) override {
    JsonWriter json = Request("open", handle);
    json.Member("path", path);
    json.Member("access", access);
    json.Member("flags", flags);
    const Reply reply = Ask(json);
    if (reply.succeeded) process_->open_handles.insert(handle);
    return reply;
  }

  Reply Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length,
             bool exclusive) override {
    JsonWriter json = Request("lock", handle);
    json.Member("offset", offset);
    json.Member("length", length);
    json.Member("exclusive", exclusive);
    return Ask(json);
  }

  Reply Unlock(const std::string& handle, std::uint64_t offset, std::uint64_t length) override {
    JsonWriter json = Request("unlock", handle);
    json.Member("offset", offset);
    json.Member("length", length);
    return Ask(json);
  }

  Reply Close(const std::string& handle) override {
    JsonWriter json = Request("close", handle);
    const Reply reply = Ask(json);
    if (reply.succeeded) process_->open_handles.erase(handle);
    return reply;
  }

  std::optional<PeerWriteReply> Write(const PeerWrite& write) override {
    const auto frame = process_->AskOrEnd(peer_frames::FrameOf(write), kAnswerBound);
    if (!frame) return std::nullopt;
    return peer_frames::WriteReplyOf(*frame);
  }
  std::optional<std::vector<PeerCompletion>> Wait(Duration at_most) override {
    const auto frame = process_->AskOrEnd(peer_frames::WaitFrame(at_most), at_most + kAnswerBound);
    if (!frame) return std::nullopt;
    return peer_frames::CompletionsOf(*frame);
  }
  std::uint32_t ExitCode() override { return process_->exit_code; }

  Reply Assemble(const CrewOrder& order) override {
    crew_bound_ = std::visit([](const auto& each) { return each.at_most; }, order) + kAnswerBound;
    return process_->Ask(peer_frames::FrameOf(order));
  }
  void Release() override { process_->Tell(peer_frames::kGo); }
  CrewReport Finish() override { return peer_frames::ReportOf(process_->Await(crew_bound_)); }

 private:
  static JsonWriter Request(const char* what, const std::string& handle) {
    JsonWriter json;
    json.Open('{');
    json.Member("do", what);
    json.Member("handle", handle);
    return json;
  }
  Reply Ask(JsonWriter& json) {
    json.Close('}');
    return process_->Ask(json.Take());
  }

  std::shared_ptr<State> pool_;
  std::unique_ptr<PeerProcess> process_;
  Duration crew_bound_ = kAnswerBound;
};

PeerPool::PeerPool(std::string program, std::vector<std::string> arguments)
    : state_(std::make_shared<State>()) {
  state_->program = std::move(program);
  state_->arguments = std::move(arguments);
}

PeerPool::~PeerPool() = default;

PeerFactory PeerPool::Factory() {
  return [state = state_]() -> std::unique_ptr<Peer> {
    return std::make_unique<State::PooledPeer>(state);
  };
}

namespace {

Peer::Reply Answer(PeerHandles& handles, const JsonNode& request) {
  const std::string& what = request.GetString("do", kFrame);
  const std::string& name = request.GetString("handle", kFrame);
  if (what == "open") {
    return handles.Open(name, request.GetString("path", kFrame),
                        static_cast<DWORD>(request.GetUnsigned("access", kFrame)),
                        static_cast<DWORD>(request.GetUnsigned("flags", kFrame)));
  }
  if (what == "close") return handles.Close(name);
  const std::uint64_t offset = request.GetUnsigned("offset", kFrame);
  const std::uint64_t length = request.GetUnsigned("length", kFrame);
  if (what == "unlock") return handles.Unlock(name, offset, length);
  return handles.Lock(name, offset, length, request.GetBool("exclusive", kFrame));
}

std::string AnswerTo(PeerHandles& handles, const JsonNode& request) {
  const std::string& what = request.GetString("do", kFrame);
  if (what == "write") {
    const PeerWrite write = peer_frames::WriteOf(request);
    if (write.no_overlapped || write.no_routine) CrashPlainly();
    return peer_frames::FrameOf(handles.Write(write));
  }
  if (what == "wait") return peer_frames::FrameOf(handles.Wait(peer_frames::BoundOf(request)));
  if (what == "crew") return ReplyFrame(handles.Assemble(peer_frames::OrderOf(request)));
  if (what != "go") return ReplyFrame(Answer(handles, request));
  handles.Release();
  return peer_frames::FrameOf(handles.Finish());
}

}  // namespace

int ServePeer(const Win32Api& api) {
  ParentLink parent;
  PeerHandles handles(api);
  while (const auto frame = parent.Receive()) {
    if (!parent.Send(AnswerTo(handles, ParseJson(*frame, kFrame)))) break;
  }
  return 0;
}

}  // namespace wfx
