#include "runner/scenario/scope.h"

#include <algorithm>

#include "runner/scenario/given.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

std::string_view Described(Role role) {
  switch (role) {
    case Role::kFile:
      return "a file";
    case Role::kDirectory:
      return "a directory";
    case Role::kPipe:
      return "a pipe";
    case Role::kMailslot:
      return "a mailslot";
    case Role::kSockets:
      return "a pair of sockets";
    case Role::kHandle:
      return "a handle";
    case Role::kEvent:
      return "an event";
    case Role::kPort:
      return "a completion port";
    case Role::kBuffer:
      return "a buffer";
    case Role::kOverlapped:
      return "an overlapped";
    case Role::kStream:
      return "a stream";
    case Role::kThread:
      return "a thread";
    case Role::kProcess:
      return "a process";
    case Role::kSpace:
      return "a space";
    case Role::kView:
      return "a view";
    case Role::kOplock:
      return "an oplock";
    case Role::kTransaction:
      return "a transaction";
    case Role::kWrite:
      return "a write";
    case Role::kRead:
      return "a read";
    case Role::kApc:
      return "a queued APC";
    case Role::kAppends:
      return "a step \"appends\"";
    case Role::kRace:
      return "a step \"race\"";
    case Role::kBurst:
      return "a step \"burst\"";
    case Role::kLook:
      return "a look";
    case Role::kStore:
      return "a store";
    case Role::kOtherStep:
      return "a step";
  }
  return "a name";
}

std::string ListedRoles(Roles roles) {
  if (std::ranges::find(roles, Role::kOtherStep) != roles.end()) return "a step";
  std::vector<std::string_view> words;
  for (const Role role : roles) words.push_back(Described(role));
  return Listed(words, "or");
}

// Words that mean something wherever a name may stand.
constexpr std::string_view kReserved[] = {"main", "volume", "disk", "raw_volume", kSerial};

}  // namespace

void Scope::Declare(Role role, const std::string& name, int line) {
  if (name.empty()) return;  // reported where it was read
  if (!IsName(name)) {
    errors_.Add(line, Quoted(name) + " is no name; names are made of a-z, 0-9 and _");
  } else if (std::ranges::find(kReserved, name) != std::end(kReserved)) {
    errors_.Add(line, Quoted(name) + " has a meaning of its own; choose another name");
  }
  const auto [entry, added] = NamesOf(role).try_emplace(name, Entry{role, line});
  if (added) return;
  const int first = entry->second.line;
  errors_.Add(line, Quoted(name) + " is already the name of " +
                        std::string(Described(entry->second.role)) +
                        (first == line ? " in this line" : " in line " + std::to_string(first)) +
                        "; give " + std::string(Described(role)) + " another name");
}

void Scope::DeclareMadeUp(const std::string& name, int line) {
  steps_.try_emplace(name, Entry{Role::kOtherStep, line});
}

bool Scope::Is(Role role, std::string_view name) const {
  const Names& names = NamesOf(role);
  const auto entry = names.find(name);
  return entry != names.end() && entry->second.role == role;
}

std::string Scope::Refer(Fields& fields, std::string_view key, Roles roles,
                         std::initializer_list<std::string_view> also) {
  const JsonNode* node = fields.Require(key, "the name of " + ListedRoles(roles));
  return node == nullptr ? std::string() : ReferIn(fields, key, *node, roles, also);
}

std::string Scope::ReferIfAny(Fields& fields, std::string_view key, Roles roles,
                              std::initializer_list<std::string_view> also) {
  const JsonNode* node = fields.Find(key);
  return node == nullptr ? std::string() : ReferIn(fields, key, *node, roles, also);
}

std::string Scope::ReferIn(Fields& fields, std::string_view key, const JsonNode& node, Roles roles,
                           std::initializer_list<std::string_view> also) {
  if (node.kind != JsonNode::Kind::kString) {
    fields.Wrong(key, node.line,
                 "expected the name of " + ListedRoles(roles) + ", found " + node.Describe());
    return {};
  }
  const std::string& name = node.string;
  if (std::ranges::find(also, name) != also.end()) return name;
  if (std::ranges::any_of(roles, [&](Role role) { return Is(role, name); })) return name;
  if (tolerated_.contains(name)) return name;
  for (const Names* names : {&givens_, &steps_}) {
    if (const auto entry = names->find(name); entry != names->end()) {
      const std::string_view role = Described(entry->second.role);
      fields.Wrong(key, node.line,
                   Quoted(name) + " is " + std::string(role) + ", not " + ListedRoles(roles));
      return {};
    }
  }
  std::vector<std::string_view> candidates(also);
  for (const Names* names : {&givens_, &steps_}) {
    for (const auto& [candidate, entry] : *names) {
      if (std::ranges::find(roles, entry.role) != roles.end()) candidates.push_back(candidate);
    }
  }
  const std::string_view nothing = "; there is none up to here";
  fields.Wrong(
      key, node.line,
      "nothing up to here is called " + Quoted(name) + ", expected " + ListedRoles(roles) +
          (candidates.empty() ? std::string(nothing) : Suggestion(name, candidates, "names")));
  return {};
}

std::string Scope::Actor(Fields& fields, std::string_view key) {
  const std::string name = ReferIfAny(fields, key, kActors, {"main"});
  return name == "main" ? std::string() : name;
}

}  // namespace wfx
