#include "runner/peer_listener.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "reports/json_writer.h"
#include "runner/peer_frames.h"
#include "runner/peer_service.h"
#include "runner/process/token_file.h"

namespace wfx {
namespace {

constexpr auto kAcceptGlance = std::chrono::milliseconds(200);
constexpr std::size_t kLongestPlainName = 200;
constexpr std::uint64_t kMostHandles = 64, kMostBytes = 1 << 20, kMostQuota = 1 << 20;
constexpr Duration kLongestWait = std::chrono::minutes(2);

Endpoint EndpointToListen(const std::string& text) {
  try {
    return ParseEndpoint(text);
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error("--listen: " + std::string(error.what()));
  }
}

[[noreturn]] void Refuse(const std::string& why) { throw std::runtime_error(why); }

// Nothing but what scenarios make, and no way out of the folder it is in.
const std::string& PlainName(const JsonNode& request, std::string_view key) {
  const std::string& name = request.GetString(key, peer_frames::kName);
  const bool plain = std::ranges::all_of(name, [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '_' ||
           each == '.';
  });
  if (!plain || !name.starts_with("wfx_") || name.size() > kLongestPlainName)
    Refuse("\"" + OnOneLine(name) + "\" is no name of a scenario's " + std::string(key));
  return name;
}

// The service for a stranger: names where others say paths, and a bound for everything.
class FencedService : public PeerService {
 public:
  FencedService(const Win32Api& api, std::string folder, std::string client)
      : PeerService(api), folder_(std::move(folder)), client_(std::move(client)) {}

  std::string Answer(const JsonNode& request) {
    const std::string answer = AnswerTo(request);
    const std::string& what = request.GetString("do", peer_frames::kName);
    if (what == "open" || what == "make_pipe") ++opened_;
    return answer;
  }

 protected:
  void Check(const JsonNode& request) const override {
    const std::string& what = request.GetString("do", peer_frames::kName);
    if (what == "crew" || what == "go") Refuse("threads that begin at once are not for a network");
    const auto most = [&](const char* key, std::uint64_t bound) {
      if (request.GetUnsigned(key, peer_frames::kName) > bound)
        Refuse("\"" + std::string(key) + "\" of a " + what + " is " + std::to_string(bound) +
               " at most");
    };
    const auto wait = static_cast<std::uint64_t>(kLongestWait.count());
    if (what == "read" || what == "wait") most("at_most", wait);
    if (what == "read" || what == "write") most("length", kMostBytes);
    if (what == "write" && (request.GetBool("no_overlapped", peer_frames::kName) ||
                            request.GetBool("no_routine", peer_frames::kName)))
      Refuse("a write that may end the peer");
    if ((what == "open" || what == "make_pipe") && opened_ >= kMostHandles)
      Refuse("it has opened " + std::to_string(kMostHandles) + " handles");
    if (what != "make_pipe") return;
    PlainName(request, "name");
    most("quota", kMostQuota);
  }

  std::string PathOf(const JsonNode& request) const override {
    if (request.Find("pipe") != nullptr)
      return "\\\\" + UncHost(client_) + "\\pipe\\" + PlainName(request, "pipe");
    const std::string& name = PlainName(request, "file");
    if (folder_.empty()) Refuse("it was given no folder; --target DIR gives it one");
    const bool ends = folder_.back() == '\\' || folder_.back() == '/';
    return folder_ + (ends ? "" : "\\") + name;
  }

 private:
  const std::string folder_, client_;
  std::uint64_t opened_ = 0;
};

std::string RefusalFrame(const std::string& why) {
  JsonWriter json;
  json.Open('{');
  json.Member("refused", OnOneLine(why));
  json.Close('}');
  return json.Take();
}

}  // namespace

PeerListener::PeerListener(const Win32Api& api, const ListenerChoice& choice, std::ostream& log)
    : api_(api),
      token_(ReadToken(choice.token_file)),
      introduction_{choice.version, ThisMachine(), choice.folder, ""},
      log_(log),
      listener_(EndpointToListen(choice.at)) {}

void PeerListener::Log(const std::string& line) { log_ << line << "\n" << std::flush; }

bool PeerListener::ServeOne(std::unique_ptr<Connection> connection) {
  const std::string client = connection->remote_address();
  std::unique_ptr<PeerChannel> channel;
  try {
    channel = PeerChannel::Answer(std::move(connection), token_, introduction_);
  } catch (const ChannelError& error) {
    Log("refused " + client + ": " + error.what());
    return false;
  }
  FencedService service(api_, introduction_.folder, client);
  std::uint64_t answered = 0;
  std::string why = "";
  try {
    for (;; ++answered) {
      const JsonNode request = ParseJson(channel->Receive(kIdleBound), peer_frames::kName);
      if (request.GetString("do", peer_frames::kName) == "end") {
        channel->Send("{}");
        Log("ends, as " + client + " asks");
        return true;
      }
      std::string answer;
      try {
        answer = service.Answer(request);
      } catch (const std::exception& error) {
        answer = RefusalFrame(error.what());
      }
      channel->Send(answer);
    }
  } catch (const std::exception& error) {
    if (!channel->ended()) why = std::string("; ") + OnOneLine(error.what());
  }
  service.CloseAll();
  Log("served " + client + ": " + std::to_string(answered) + " requests" + why);
  return false;
}

void PeerListener::Serve(const std::function<bool()>& stops) {
  while (!stops || !stops()) {
    std::unique_ptr<Connection> connection = listener_.Accept(kAcceptGlance);
    if (connection != nullptr && ServeOne(std::move(connection))) return;
  }
}

}  // namespace wfx
