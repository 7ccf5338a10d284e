// A TCP link on the loopback interface on which everything takes its time.
//
//   slowlink PORT DELAY PORT_FILE   passes on to 127.0.0.1:PORT, each byte DELAY microseconds late
//   in
//                                   both directions; what it listens at, the system's choice, it
//                                   writes to PORT_FILE. Runs until it is ended.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace wfx::labs {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Both ends of one connection, closed when both directions have ended.
class Ends {
 public:
  Ends(int client, int server) : client_(client), server_(server) {}
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  ~Ends() {
    close(client_);
    close(server_);
  }
  int client() const { return client_; }
  int server() const { return server_; }

 private:
  const int client_, server_;
};

// One direction: one thread receives, one sends what is due.
class Direction {
 public:
  Direction(std::shared_ptr<Ends> ends, int from, int to, std::chrono::microseconds delay)
      : ends_(std::move(ends)), from_(from), to_(to), delay_(delay) {}

  void Receive() {
    std::vector<char> bytes(std::size_t{256} << 10);
    for (;;) {
      const ssize_t got = recv(from_, bytes.data(), bytes.size(), 0);
      const std::lock_guard guard(mutex_);
      // An empty one is the end.
      const auto length = got > 0 ? got : 0;
      waiting_.push_back({SteadyClock::now() + delay_, {bytes.data(), bytes.data() + length}});
      arrived_.notify_one();
      if (length == 0) return;
    }
  }

  void Send() {
    for (;;) {
      const Chunk chunk = Next();
      std::this_thread::sleep_until(chunk.due);
      std::size_t sent = 0;
      while (sent < chunk.bytes.size()) {
        const ssize_t took = send(to_, chunk.bytes.data() + sent, chunk.bytes.size() - sent, 0);
        if (took <= 0) break;
        sent += static_cast<std::size_t>(took);
      }
      if (!chunk.bytes.empty() && sent == chunk.bytes.size()) continue;
      // The other direction ends with this one.
      shutdown(to_, SHUT_RDWR);
      shutdown(from_, SHUT_RDWR);
      return;
    }
  }

 private:
  struct Chunk {
    SteadyClock::time_point due;
    std::vector<char> bytes;
  };

  Chunk Next() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return !waiting_.empty(); });
    Chunk chunk = std::move(waiting_.front());
    waiting_.pop_front();
    return chunk;
  }

  const std::shared_ptr<Ends> ends_;
  const int from_, to_;
  const std::chrono::microseconds delay_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Chunk> waiting_;
};

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void Pass(int client, int port, std::chrono::microseconds delay) {
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  const auto ends = std::make_shared<Ends>(client, server);
  const sockaddr_in address = Loopback(port);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
  // Nothing is held back to be sent with more: the delay is the only one.
  const int on = 1;
  for (const int each : {client, server})
    setsockopt(each, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (const auto& [from, to] : {std::pair(client, server), std::pair(server, client)}) {
    const auto direction = std::make_shared<Direction>(ends, from, to, delay);
    std::thread([direction] { direction->Receive(); }).detach();
    std::thread([direction] { direction->Send(); }).detach();
  }
}

// Listens, and writes at which port. -1 when that fails.
int Listen(const char* port_file) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Loopback(0);
  socklen_t length = sizeof address;
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      listen(listener, 16) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    return -1;
  }
  std::FILE* const file = std::fopen(port_file, "w");
  if (file == nullptr) return -1;
  std::fprintf(file, "%d\n", ntohs(address.sin_port));
  return std::fclose(file) == 0 ? listener : -1;
}

int Run(int count, char** arguments) {
  const int port = count == 4 ? std::atoi(arguments[1]) : 0;
  const std::chrono::microseconds delay(count == 4 ? std::atoi(arguments[2]) : -1);
  if (port <= 0 || port > 65'535 || delay.count() < 0) {
    std::fprintf(stderr, "usage: slowlink PORT DELAY PORT_FILE\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  const int listener = Listen(arguments[3]);
  if (listener < 0) {
    std::perror("slowlink");
    return 1;
  }
  for (;;) {
    const int client = accept(listener, nullptr, nullptr);
    if (client >= 0) Pass(client, port, delay);
  }
}

}  // namespace
}  // namespace wfx::labs

int main(int count, char** arguments) { return wfx::labs::Run(count, arguments); }
