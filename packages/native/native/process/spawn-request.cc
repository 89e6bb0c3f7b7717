#include "process/spawn-request.hh"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace tsyncio {

namespace {

// What the numbers mean, as native-processes.ts writes them.
enum Place { kPaths, kArgv, kEnv, kFlags, kStdio, kProcessGroup = kStdio + 3, kUser, kGroup, kUmask, kKeepCount, kGroupCount, kLists };

enum Flag {
  kNewSession = 1,
  kControllingTerminal = 2,
  kHasProcessGroup = 4,
  kHasUser = 8,
  kHasGroup = 16,
  kHasGroups = 32,
  kHasUmask = 64,
  kByFork = 128,
  kByThread = 256,
  kByList = 512,
  kByNumber = 1024,
};

constexpr int kLowestKept = 3;
constexpr uid_t kNobody = static_cast<uid_t>(-1);

// A text of UTF-8 with a NUL behind it, to be freed; nullptr when it is no text, or without memory.
char* CopyText(napi_env env, napi_value value, size_t* length) {
  if (napi_get_value_string_utf8(env, value, nullptr, 0, length) != napi_ok) return nullptr;
  auto* text = static_cast<char*>(malloc(*length + 1));
  if (text != nullptr) napi_get_value_string_utf8(env, value, text, *length + 1, length);
  return text;
}

}  // namespace

SpawnRequest::~SpawnRequest() {
  free(texts_);
  free(pointers_);
  free(cwd_);
  free(numbers_);
}

int SpawnRequest::Read(napi_env env, napi_value texts, napi_value numbers, napi_value cwd) {
  napi_typedarray_type type;
  size_t count = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, numbers, &type, &count, &data, nullptr, nullptr) != napi_ok) return -EINVAL;
  if (type != napi_int32_array || count < kLists) return -EINVAL;
  // A copy, which no later script can change.
  numbers_ = static_cast<int32_t*>(malloc(count * sizeof(int32_t)));
  if (numbers_ == nullptr) return -ENOMEM;
  memcpy(numbers_, data, count * sizeof(int32_t));
  int answer = ReadNumbers(numbers_, count);
  if (answer < 0) return answer;
  const size_t counts[3] = {static_cast<size_t>(numbers_[kPaths]), static_cast<size_t>(numbers_[kArgv]), static_cast<size_t>(numbers_[kEnv])};
  answer = ReadTexts(env, texts, counts);
  return answer < 0 ? answer : ReadCwd(env, cwd);
}

int SpawnRequest::ReadNumbers(const int32_t* numbers, size_t count) {
  const int32_t flags = numbers[kFlags];
  plan_.new_session = flags & kNewSession;
  plan_.controlling_terminal = flags & kControllingTerminal;
  plan_.has_process_group = flags & kHasProcessGroup;
  plan_.has_user = flags & kHasUser;
  plan_.has_group = flags & kHasGroup;
  plan_.has_groups = flags & kHasGroups;
  plan_.has_umask = flags & kHasUmask;
  by_fork_ = flags & kByFork;
  by_thread_ = flags & kByThread;
  plan_.closing = flags & kByNumber ? Closing::kEach : flags & kByList ? Closing::kListed : Closing::kRanges;
  std::copy(numbers + kStdio, numbers + kStdio + 3, plan_.stdio);
  plan_.process_group = numbers[kProcessGroup];
  plan_.user = static_cast<uid_t>(numbers[kUser]);
  plan_.group = static_cast<gid_t>(numbers[kGroup]);
  plan_.umask = static_cast<mode_t>(numbers[kUmask]);
  // To the system this number means no change: the child would keep what it was to lose.
  if ((plan_.has_user && plan_.user == kNobody) || (plan_.has_group && plan_.group == kNobody)) return -EINVAL;
  for (Place place : {kPaths, kArgv, kEnv, kKeepCount, kGroupCount}) {
    if (numbers[place] < 0) return -EINVAL;
  }
  const auto kept = static_cast<size_t>(numbers[kKeepCount]), groups = static_cast<size_t>(numbers[kGroupCount]);
  if (count - kLists < kept || count - kLists - kept != groups) return -EINVAL;
  int32_t* keep = numbers_ + kLists;
  std::sort(keep, keep + kept);
  int32_t* end = std::unique(keep, keep + kept);
  if (keep != end && *keep < 0) return -EBADF;
  // The standard ones are placed by themselves.
  plan_.keep = std::lower_bound(keep, end, kLowestKept);
  plan_.keep_count = static_cast<size_t>(end - plan_.keep);
  static_assert(sizeof(gid_t) == sizeof(int32_t), "groups are read in place");
  plan_.groups = reinterpret_cast<const gid_t*>(keep + kept);
  plan_.group_count = groups;
  return 0;
}

// One after the other, each with a NUL behind it: paths, arguments, environment.
int SpawnRequest::ReadTexts(napi_env env, napi_value texts, const size_t counts[3]) {
  size_t length = 0;
  texts_ = CopyText(env, texts, &length);
  const size_t total = counts[0] + counts[1] + counts[2];
  pointers_ = static_cast<char**>(malloc((total + 3) * sizeof(char*)));
  if (texts_ == nullptr || pointers_ == nullptr) return -ENOMEM;
  if (static_cast<size_t>(std::count(texts_, texts_ + length, '\0')) != total) return -EINVAL;
  char** to = pointers_;
  char* text = texts_;
  char* const* starts[3];
  for (int list = 0; list < 3; list++) {
    starts[list] = to;
    for (size_t i = 0; i < counts[list]; i++) {
      *to++ = text;
      text += strlen(text) + 1;
    }
    *to++ = nullptr;
  }
  plan_.paths = starts[0];
  plan_.argv = starts[1];
  plan_.env = starts[2];
  return 0;
}

int SpawnRequest::ReadCwd(napi_env env, napi_value cwd) {
  napi_valuetype type;
  if (napi_typeof(env, cwd, &type) != napi_ok || type != napi_string) return 0;
  size_t length = 0;
  cwd_ = CopyText(env, cwd, &length);
  if (cwd_ == nullptr) return -ENOMEM;
  plan_.cwd = cwd_;
  return strlen(cwd_) == length ? 0 : -EINVAL;
}

}  // namespace tsyncio
