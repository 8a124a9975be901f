#include "protocol/jsonwriter.h"
#include "protocol/messages.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

QLatin1StringView asText(const WorkflowId &id)
{
    return QLatin1StringView(id.bytes());
}

void writeTimestamp(JsonWriter &json, Timestamp time)
{
    char text[TimestampLength];
    formatTimestamp(time, text);
    json.member("timestamp"_L1, QLatin1StringView(text, TimestampLength));
}

template <typename T, typename Write>
void writeIf(JsonWriter &json, QLatin1StringView name, const std::optional<T> &field, Write write)
{
    if (field) {
        json.member(name, write(*field));
    }
}

constexpr auto number = [](auto n) { return quint64(n); };

void write(JsonWriter &json, const WorkflowUpdate &update)
{
    json.member("type"_L1, "update"_L1);
    json.member("workflow_id"_L1, asText(update.workflowId));
    json.member("status"_L1, toText(update.status));
    json.member("current_step"_L1, quint64(update.currentStep));
    json.member("total_steps"_L1, quint64(update.totalSteps));
    json.member("message"_L1, QStringView(update.message));
    writeTimestamp(json, update.timestamp);
    json.member("version"_L1, update.version);
    if (!update.name.isEmpty()) {
        json.member("name"_L1, QStringView(update.name));
    }
    if (update.cursor != 0) {
        json.member("cursor"_L1, update.cursor);
    }
    if (update.skipped != 0) {
        json.member("skipped"_L1, quint64(update.skipped));
    }
}

void write(JsonWriter &json, const WorkflowDeleted &deleted)
{
    json.member("type"_L1, "deleted"_L1);
    json.member("workflow_id"_L1, asText(deleted.workflowId));
    json.member("version"_L1, deleted.version);
    json.member("cursor"_L1, deleted.cursor);
    writeTimestamp(json, deleted.timestamp);
}

void write(JsonWriter &json, const Synced &synced)
{
    json.member("type"_L1, "synced"_L1);
    json.member("cursor"_L1, synced.cursor);
    json.member("complete"_L1, synced.complete);
}

void write(JsonWriter &json, const Publish &publish)
{
    json.member("type"_L1, "publish"_L1);
    writeIf(json, "request"_L1, publish.request, number);
    json.member("workflow_id"_L1, asText(publish.workflowId));
    writeIf(json, "status"_L1, publish.status, [](WorkflowStatus status) { return toText(status); });
    writeIf(json, "current_step"_L1, publish.currentStep, number);
    writeIf(json, "total_steps"_L1, publish.totalSteps, number);
    writeIf(json, "message"_L1, publish.message, [](const QString &text) { return QStringView(text); });
    if (publish.timestamp) {
        writeTimestamp(json, *publish.timestamp);
    }
    writeIf(json, "name"_L1, publish.name, [](const QString &text) { return QStringView(text); });
}

void write(JsonWriter &json, const Ack &ack)
{
    json.member("type"_L1, "ack"_L1);
    writeIf(json, "request"_L1, ack.request, number);
    json.member("workflow_id"_L1, asText(ack.workflowId));
    json.member("version"_L1, ack.version);
}

void writeError(JsonWriter &json, const Error &error)
{
    json.member("title"_L1, titleOf(error.code));
    json.member("status"_L1, quint64(error.code));
    if (!error.field.isEmpty()) {
        json.member("field"_L1, QStringView(error.field));
    }
    json.member("detail"_L1, QStringView(error.detail));
}

void write(JsonWriter &json, const Problem &problem)
{
    json.member("type"_L1, "problem"_L1);
    writeIf(json, "request"_L1, problem.request, number);
    writeError(json, problem.error);
}

template <typename T>
void writeObject(QByteArray &out, const T &message)
{
    JsonWriter json(out);
    json.beginObject();
    write(json, message);
    json.endObject();
}

} // namespace

QByteArray encode(const Message &message)
{
    QByteArray out;
    out.reserve(256);
    std::visit([&out](const auto &m) { writeObject(out, m); }, message);
    return out;
}

void encodeTo(QByteArray &out, const WorkflowUpdate &update)
{
    writeObject(out, update);
}

QByteArray encodeProblemJson(const Error &error)
{
    QByteArray out;
    JsonWriter json(out);
    json.beginObject();
    json.member("type"_L1, "about:blank"_L1); // RFC 9457, 4.2.1: the title says no more than the status
    writeError(json, error);
    json.endObject();
    return out;
}

QLatin1StringView titleOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadRequest:
        return "Bad Request"_L1;
    case ErrorCode::Forbidden:
        return "Forbidden"_L1;
    case ErrorCode::NotFound:
        return "Not Found"_L1;
    case ErrorCode::MethodNotAllowed:
        return "Method Not Allowed"_L1;
    case ErrorCode::RequestTimeout:
        return "Request Timeout"_L1;
    case ErrorCode::Conflict:
        return "Conflict"_L1;
    case ErrorCode::ContentTooLarge:
        return "Content Too Large"_L1;
    case ErrorCode::UnsupportedMediaType:
        return "Unsupported Media Type"_L1;
    case ErrorCode::UpgradeRequired:
        return "Upgrade Required"_L1;
    case ErrorCode::HeaderFieldsTooLarge:
        return "Request Header Fields Too Large"_L1;
    case ErrorCode::Internal:
        return "Internal Server Error"_L1;
    case ErrorCode::Unavailable:
        return "Service Unavailable"_L1;
    }
    return {};
}

} // namespace Flowcast
