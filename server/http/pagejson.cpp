#include "server/http/pagejson.h"

#include "protocol/jsonwriter.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

constexpr qsizetype BodyBytes = 512 * 1024; // 16 of them may wait for one client

using Position = quint64 (*)(const StoreEvent &);

/// Writes \a name with the events, as an open object's member; returns where the next page begins.
std::optional<quint64> writeEvents(
    JsonWriter &json, const QByteArray &out, QLatin1StringView name, const StorePage &page, Position position)
{
    json.key(name);
    json.beginArray();
    size_t written = 0;
    for (const StoreEvent &event : page.events) {
        json.rawValue(encodeEvent(event));
        ++written;
        if (out.size() > BodyBytes) {
            break;
        }
    }
    json.endArray();
    const bool hasMore = written < page.events.size() || (!page.atEnd && written > 0);
    return hasMore ? std::optional(position(page.events[written - 1])) : std::nullopt;
}

} // namespace

QByteArray encodeEvent(const StoreEvent &event)
{
    return std::visit([](const auto &e) { return encode(e); }, event);
}

PageJson workflowsJson(const StorePage &page)
{
    PageJson result;
    JsonWriter json(result.body);
    json.beginObject();
    result.next = writeEvents(json, result.body, "workflows"_L1, page, cursorOf);
    if (result.next) {
        json.member("next_cursor"_L1, *result.next);
    }
    json.endObject();
    return result;
}

PageJson historyJson(const StorePage &page)
{
    PageJson result;
    JsonWriter json(result.body);
    json.beginObject();
    result.next = writeEvents(json, result.body, "updates"_L1, page, versionOf);
    if (result.next) {
        json.member("next_since"_L1, *result.next);
    }
    if (page.truncated) {
        json.member("truncated"_L1, true);
    }
    json.endObject();
    return result;
}

} // namespace Flowcast
