#include "protocol/messages.h"

#include <simdjson.h>

#include <limits>
#include <string_view>

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

using Element = simdjson::dom::element;

/// The members of one JSON object that the protocol knows, by name; null counts as left out.
class Members
{
public:
    explicit Members(simdjson::dom::object object) : m_object(object) { }

    [[nodiscard]] std::optional<Element> find(QLatin1StringView name) const
    {
        Element element;
        if (m_object.at_key({name.data(), size_t(name.size())}).get(element) || element.is_null()) {
            return std::nullopt;
        }
        return element;
    }

private:
    simdjson::dom::object m_object;
};

tl::unexpected<Error> missing(QLatin1StringView name)
{
    return badField(QString(name), u"is missing"_s);
}

template <typename T>
Result<T> require(Result<std::optional<T>> field, QLatin1StringView name)
{
    if (!field) {
        return tl::unexpected(std::move(field).error());
    }
    if (!*field) {
        return missing(name);
    }
    return **std::move(field);
}

Result<std::optional<quint64>> readUnsigned(
    const Members &members, QLatin1StringView name, quint64 max = std::numeric_limits<quint64>::max())
{
    const std::optional<Element> element = members.find(name);
    if (!element) {
        return std::nullopt;
    }
    uint64_t number = 0;
    if (!element->is<uint64_t>() || element->get(number) || number > max) {
        return badField(QString(name), u"must be a whole number from 0 to %1"_s.arg(max));
    }
    return quint64(number);
}

Result<std::optional<quint32>> readStep(const Members &members, QLatin1StringView name)
{
    return readUnsigned(members, name, std::numeric_limits<quint32>::max()).map([](std::optional<quint64> number) {
        return number ? std::optional(quint32(*number)) : std::nullopt;
    });
}

Result<std::optional<QByteArrayView>> readBytes(const Members &members, QLatin1StringView name)
{
    const std::optional<Element> element = members.find(name);
    if (!element) {
        return std::nullopt;
    }
    std::string_view text;
    if (element->get(text)) {
        return badField(QString(name), u"must be a string"_s);
    }
    return QByteArrayView(text.data(), qsizetype(text.size()));
}

Result<std::optional<QString>> readText(const Members &members, QLatin1StringView name, qsizetype maxBytes)
{
    const auto bytes = readBytes(members, name);
    if (!bytes) {
        return tl::unexpected(bytes.error());
    }
    if (!*bytes) {
        return std::nullopt;
    }
    if ((*bytes)->size() > maxBytes) {
        return badField(QString(name), u"must have at most %1 bytes of UTF-8"_s.arg(maxBytes));
    }
    return QString::fromUtf8(**bytes);
}

/// A string member that \a parse reads further: ids, statuses, times.
template <typename Parse>
auto readParsed(const Members &members, QLatin1StringView name, Parse parse)
    -> Result<std::optional<typename std::invoke_result_t<Parse, QByteArrayView>::value_type>>
{
    const auto bytes = readBytes(members, name);
    if (!bytes) {
        return tl::unexpected(bytes.error());
    }
    if (!*bytes) {
        return std::nullopt;
    }
    auto parsed = parse(**bytes);
    if (!parsed) {
        return tl::unexpected(std::move(parsed).error());
    }
    return *std::move(parsed);
}

Result<bool> readBool(const Members &members, QLatin1StringView name)
{
    const std::optional<Element> element = members.find(name);
    bool truth = false;
    if (element && element->get(truth)) {
        return badField(QString(name), u"must be true or false"_s);
    }
    return truth;
}

auto readId(const Members &members)
{
    return readParsed(members, "workflow_id"_L1, WorkflowId::fromBytes);
}

/// Reads one member into its field; false, with the error kept, stops an && chain.
class Reading
{
public:
    template <typename T>
    bool operator()(T &field, Result<T> value)
    {
        if (!value) {
            m_error = std::move(value).error();
            return false;
        }
        field = *std::move(value);
        return true;
    }

    /// Leaves the field as it is when the member is absent.
    template <typename T>
    bool optional(T &field, Result<std::optional<T>> value)
    {
        if (!value) {
            m_error = std::move(value).error();
            return false;
        }
        if (*value) {
            field = **std::move(value);
        }
        return true;
    }

    [[nodiscard]] tl::unexpected<Error> error() && { return tl::unexpected(std::move(m_error)); }

private:
    Error m_error;
};

Result<Publish> readPublish(const Members &members, const WorkflowId &idOfPath = {})
{
    Publish publish;
    Reading read;
    std::optional<WorkflowId> id;
    const bool ok = read(publish.request, readUnsigned(members, "request"_L1)) && read(id, readId(members))
        && read(publish.status, readParsed(members, "status"_L1, statusFromText))
        && read(publish.currentStep, readStep(members, "current_step"_L1))
        && read(publish.totalSteps, readStep(members, "total_steps"_L1))
        && read(publish.message, readText(members, "message"_L1, MaxMessageBytes))
        && read(publish.timestamp, readParsed(members, "timestamp"_L1, parseTimestamp))
        && read(publish.name, readText(members, "name"_L1, MaxNameBytes));
    if (!ok) {
        return std::move(read).error();
    }
    if (!idOfPath.isEmpty() && id && *id != idOfPath) {
        return badField(u"workflow_id"_s, u"is not the workflow of the path"_s);
    }
    publish.workflowId = id.value_or(idOfPath);
    if (publish.workflowId.isEmpty()) {
        return missing("workflow_id"_L1);
    }
    return publish;
}

Result<Message> readUpdate(const Members &members)
{
    WorkflowUpdate update;
    Reading read;
    const bool ok = read(update.workflowId, require(readId(members), "workflow_id"_L1))
        && read(update.status, require(readParsed(members, "status"_L1, statusFromText), "status"_L1))
        && read.optional(update.currentStep, readStep(members, "current_step"_L1))
        && read.optional(update.totalSteps, readStep(members, "total_steps"_L1))
        && read.optional(update.message, readText(members, "message"_L1, MaxMessageBytes))
        && read.optional(update.timestamp, readParsed(members, "timestamp"_L1, parseTimestamp))
        && read.optional(update.name, readText(members, "name"_L1, MaxNameBytes))
        && read.optional(update.version, readUnsigned(members, "version"_L1))
        && read.optional(update.cursor, readUnsigned(members, "cursor"_L1))
        && read.optional(update.skipped, readStep(members, "skipped"_L1));
    if (!ok) {
        return std::move(read).error();
    }
    if (update.totalSteps != 0 && update.currentStep > update.totalSteps) {
        return badField(u"current_step"_s, u"must not be past total_steps"_s);
    }
    return update;
}

Result<Message> readDeleted(const Members &members)
{
    WorkflowDeleted deleted;
    Reading read;
    const bool ok = read(deleted.workflowId, require(readId(members), "workflow_id"_L1))
        && read(deleted.version, require(readUnsigned(members, "version"_L1), "version"_L1))
        && read.optional(deleted.cursor, readUnsigned(members, "cursor"_L1))
        && read.optional(deleted.timestamp, readParsed(members, "timestamp"_L1, parseTimestamp));
    return ok ? Result<Message>(std::move(deleted)) : std::move(read).error();
}

Result<Message> readSynced(const Members &members)
{
    Synced synced;
    Reading read;
    const bool ok = read(synced.cursor, require(readUnsigned(members, "cursor"_L1), "cursor"_L1))
        && read(synced.complete, readBool(members, "complete"_L1));
    return ok ? Result<Message>(synced) : std::move(read).error();
}

Result<Message> readAck(const Members &members)
{
    Ack ack;
    Reading read;
    const bool ok = read(ack.request, readUnsigned(members, "request"_L1))
        && read.optional(ack.workflowId, readId(members))
        && read(ack.version, require(readUnsigned(members, "version"_L1), "version"_L1));
    return ok ? Result<Message>(std::move(ack)) : std::move(read).error();
}

/// RFC 9110, 15: a status that is not known counts as the first of its class.
ErrorCode errorCodeFromStatus(quint64 status)
{
    const auto code = ErrorCode(status);
    if (!titleOf(code).isEmpty()) {
        return code;
    }
    return status >= 400 && status < 500 ? ErrorCode::BadRequest : ErrorCode::Internal;
}

Result<Message> readProblem(const Members &members)
{
    Problem problem;
    Reading read;
    quint64 status = 0;
    const bool ok = read(problem.request, readUnsigned(members, "request"_L1))
        && read(status, require(readUnsigned(members, "status"_L1, 599), "status"_L1))
        && read.optional(problem.error.field, readText(members, "field"_L1, MaxNameBytes))
        && read.optional(problem.error.detail, readText(members, "detail"_L1, MaxMessageBytes));
    if (!ok) {
        return std::move(read).error();
    }
    problem.error.code = errorCodeFromStatus(status);
    return problem;
}

Result<Message> readMessage(const Members &members)
{
    const auto type = readBytes(members, "type"_L1);
    if (!type) {
        return tl::unexpected(type.error());
    }
    const QByteArrayView name = type->value_or("update");
    if (name == "update"_L1) {
        return readUpdate(members);
    }
    if (name == "publish"_L1) {
        return readPublish(members).map([](Publish &&publish) { return Message(std::move(publish)); });
    }
    if (name == "ack"_L1) {
        return readAck(members);
    }
    if (name == "problem"_L1) {
        return readProblem(members);
    }
    if (name == "deleted"_L1) {
        return readDeleted(members);
    }
    if (name == "synced"_L1) {
        return readSynced(members);
    }
    return badField(u"type"_s, u"is not a message that is known here"_s);
}

bool isBadNumber(simdjson::ondemand::value value)
{
    simdjson::ondemand::json_type type{};
    if (value.type().get(type) || type != simdjson::ondemand::json_type::number) {
        return false;
    }
    if (bool isInteger = false; value.is_integer().get(isInteger) || !isInteger) {
        return value.get_double().error() != simdjson::SUCCESS;
    }
    return value.get_int64().error() && value.get_uint64().error();
}

/// The document parser of simdjson stops at a number that it cannot take without saying where. Its other parser reads
/// lazily and so can.
QString memberWithBadNumber(const simdjson::padded_string &json)
{
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser.iterate(json).get(document) || document.get_object().get(object)) {
        return {};
    }
    for (auto member : object) {
        std::string_view key;
        simdjson::ondemand::value value;
        if (member.unescaped_key().get(key) || member.value().get(value)) {
            return {};
        }
        if (isBadNumber(value)) {
            return QString::fromUtf8(key.data(), qsizetype(key.size()));
        }
    }
    return {};
}

Error syntaxError(QByteArrayView json, simdjson::error_code error)
{
    if (error == simdjson::NUMBER_ERROR) {
        const QString member = memberWithBadNumber(simdjson::padded_string(json.data(), size_t(json.size())));
        if (!member.isEmpty()) {
            return Error{ErrorCode::BadRequest, member, u"must be a whole number of at most 64 bits"_s};
        }
    }
    return Error{ErrorCode::BadRequest, {}, u"not valid JSON: "_s + QLatin1StringView(simdjson::error_message(error))};
}

/// Parses \a json and hands its members to \a use, which must be done with them when it returns: the parser and its
/// strings are used again by the next call in this thread.
template <typename Use>
auto withMembers(QByteArrayView json, Use use) -> decltype(use(std::declval<const Members &>()))
{
    thread_local simdjson::dom::parser parser;
    simdjson::dom::element root;
    const char *bytes = json.isEmpty() ? "" : json.data(); // simdjson copies from it even when there is nothing
    if (const auto error = parser.parse(bytes, size_t(json.size())).get(root)) {
        return tl::unexpected(syntaxError(json, error));
    }
    simdjson::dom::object object;
    if (root.get(object)) {
        return badField({}, u"must be a JSON object"_s);
    }
    return use(Members(object));
}

} // namespace

Result<Message> decode(QByteArrayView json)
{
    return withMembers(json, readMessage);
}

Result<Publish> decodePublish(QByteArrayView json, const WorkflowId &id)
{
    return withMembers(json, [&id](const Members &members) { return readPublish(members, id); });
}

std::optional<quint64> requestOf(QByteArrayView json)
{
    // The lazy parser again: what is wrong elsewhere in the text does not hide the number.
    const simdjson::padded_string padded(json.data(), size_t(json.size()));
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    uint64_t request = 0;
    if (parser.iterate(padded).get(document) || document["request"].get_uint64().get(request)) {
        return std::nullopt;
    }
    return request;
}

} // namespace Flowcast
